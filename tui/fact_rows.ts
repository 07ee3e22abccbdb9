// The facts as rows of one line each, newest first, those that fit the filter.
import type { Fact, Told } from "../src/pipeline/fact.ts";
import { describeFact, type Tone } from "../src/reports/describe_fact.ts";
import { describeSelection } from "./actions/run.ts";
import { memo } from "./memo.ts";
import { sanitiseLabel } from "./sanitise.ts";
import { paneState, type Screen } from "./screen.ts";

export interface FactRow {
  readonly event: Told;
  readonly task: string;
  readonly by: string;
  readonly text: string;
  readonly tone: Tone;
}

export function factRows(screen: Screen): readonly FactRow[] {
  const { facts, older, log } = screen;
  return rowsOf(facts, older.events, log.seq, paneState(screen, "facts").search);
}

const known = new WeakMap<Told, FactRow>();

const rowsOf = memo((
  facts: readonly Told[],
  older: readonly Told[],
  _seq: number,
  filter: string,
): readonly FactRow[] => {
  const words = filter.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const rows: FactRow[] = [];
  for (const events of [facts, older]) {
    for (let at = events.length - 1; at >= 0; at--) {
      const event = events[at];
      if (event === undefined) continue;
      const row = rowOf(event);
      if (words.length === 0 || fits(row, words)) rows.push(row);
    }
  }
  return rows;
});

function rowOf(event: Told): FactRow {
  const before = known.get(event);
  if (before !== undefined) return before;
  const { fact } = event;
  const line = describeFact(fact);
  const row = {
    event,
    task: sanitiseLabel("task" in fact && fact.task !== null ? fact.task : ""),
    by: sanitiseLabel("by" in fact ? fact.by : "engine"),
    text: sanitiseLabel((line?.text ?? bookkeeping(fact)).split("\n")[0] ?? ""),
    tone: line?.tone ?? "quiet",
  };
  known.set(event, row);
  return row;
}

function fits({ event, task, by, text }: FactRow, words: readonly string[]): boolean {
  const all = `${event.seq} ${event.fact.type} ${task} ${by} ${text}`.toLowerCase();
  return words.every((word) =>
    word.length > 1 && word.startsWith("!") ? !all.includes(word.slice(1)) : all.includes(word)
  );
}

/** Facts that a log for people leaves out. */
function bookkeeping(fact: Fact): string {
  switch (fact.type) {
    case "RunStarted":
      return `the run starts: ${describeSelection(fact.selection)}`;
    case "RunEnded":
      return `the run ends with ${fact.exitCode}: ${fact.reason}`;
    case "OrderIssued":
      return `order for ${fact.stages.join(", ")}${fact.agent === "" ? "" : ` with ${fact.agent}`}`;
    case "OrderAccepted":
      return "order accepted";
    case "OrderClosed":
      return "order closed";
    default:
      return fact.type;
  }
}
