// What the calls cost, gathered by task, agent, model or stage.
import type { Run } from "../src/pipeline/run.ts";
import type { Call } from "../src/pipeline/ledger.ts";
import { memo } from "./memo.ts";
import type { PagesState, Screen } from "./screen.ts";

export interface CostLine {
  /** What it is gathered by. */
  readonly key: string;
  readonly calls: number;
  readonly running: number;
  /** Ended calls whose cost is not known; each counts as its reservation. */
  readonly unpriced: number;
  readonly usd: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheTokens: number;
}

export interface CostTable {
  readonly lines: readonly CostLine[];
  readonly total: CostLine;
}

export function costTable({ run, pages }: Screen): CostTable {
  return tableOf(run, run.seq, pages.costsBy, pages.costsOrder);
}

const tableOf = memo((
  run: Run,
  _seq: number,
  by: PagesState["costsBy"],
  order: PagesState["costsOrder"],
): CostTable => {
  const lines = new Map<string, Growing>();
  const total = emptyLine("total");
  for (const call of run.calls.values()) {
    const key = keyOf(call, by);
    const line = lines.get(key) ?? emptyLine(key);
    lines.set(key, line);
    add(line, call);
    add(total, call);
  }
  return { lines: [...lines.values()].sort(comparers[order]), total };
});

type Growing = { -readonly [K in keyof CostLine]: CostLine[K] };

function emptyLine(key: string): Growing {
  return {
    key,
    calls: 0,
    running: 0,
    unpriced: 0,
    usd: 0,
    inputTokens: 0,
    outputTokens: 0,
    cacheTokens: 0,
  };
}

function keyOf(call: Call, by: PagesState["costsBy"]): string {
  switch (by) {
    case "task":
      return call.task === "" ? "the base" : call.task;
    case "agent":
      return call.agent;
    case "model":
      return call.model === "" ? `${call.agent}, its default` : call.model;
    case "stage":
      return call.role === "" || call.role === "implementer" || call.role === call.stage
        ? call.stage
        : `${call.stage}, ${call.role}`;
  }
}

function add(line: Growing, call: Call): void {
  line.calls++;
  line.inputTokens += call.tokens?.input ?? 0;
  line.outputTokens += call.tokens?.output ?? 0;
  line.cacheTokens += (call.tokens?.cacheRead ?? 0) + (call.tokens?.cacheWrite ?? 0);
  if (call.outcome === "running") {
    line.running++;
    return;
  }
  line.usd += call.costUsd ?? 0;
  if (call.costUsd === null) line.unpriced++;
}

type Compare = (one: CostLine, other: CostLine) => number;

const comparers: Readonly<Record<PagesState["costsOrder"], Compare>> = {
  cost: (one, other) => other.usd - one.usd || byName(one, other),
  name: byName,
  tokens: (one, other) => tokensOf(other) - tokensOf(one) || byName(one, other),
  calls: (one, other) => other.calls - one.calls || byName(one, other),
};

function byName(one: CostLine, other: CostLine): number {
  return one.key < other.key ? -1 : one.key > other.key ? 1 : 0;
}

function tokensOf({ inputTokens, outputTokens, cacheTokens }: CostLine): number {
  return inputTokens + outputTokens + cacheTokens;
}
