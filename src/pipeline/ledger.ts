// Orders, the calls they paid for, and the agents that make them: the part of a `Run` that money is counted in.
import type { FactOf, FailureKind, Tokens, Uuid } from "./fact.ts";

export interface OpenOrder extends Omit<FactOf<"OrderIssued">, "type" | "order" | "hash"> {
  readonly id: Uuid;
  execution: Uuid | null;
  readonly calls: Uuid[];
}

export interface Call extends Omit<FactOf<"CallStarted">, "type" | "call" | "model"> {
  readonly id: Uuid;
  model: string;
  readonly run: Uuid;
  outcome: "running" | "answered" | "failed" | "timed_out" | "interrupted";
  costUsd: number | null;
  tokens: Tokens | null;
  durationMs: number;
}

export interface Parked {
  readonly kind: FailureKind;
  /** null: for the rest of this run. */
  readonly untilMs: number | null;
  readonly message: string;
  /** How often in a row, for the back-off, and since when. */
  readonly times: number;
  readonly sinceMs: number;
}
