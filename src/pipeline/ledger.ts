// Orders, the calls they paid for, and the agents that make them: the part of a `Run` that money is counted in.
import type { FailureKind, OrderStage, Sha, Tokens, Uuid } from "./fact.ts";
import type { TaskId } from "../spec/spec.ts";

export interface OpenOrder {
  readonly id: Uuid;
  readonly task: TaskId;
  readonly attempt: number;
  readonly stages: readonly OrderStage[];
  readonly agent: string;
  readonly reservedUsd: number;
  readonly candidate: Sha | null;
  execution: Uuid | null;
  readonly calls: Uuid[];
}

export interface Call {
  readonly id: Uuid;
  readonly order: Uuid;
  readonly task: TaskId;
  readonly attempt: number;
  readonly stage: OrderStage;
  readonly role: string;
  readonly agent: string;
  model: string;
  readonly reservedUsd: number;
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
