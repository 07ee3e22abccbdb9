// What agents and checks say about a task, as lines: bulk that grows in place beside the screen and is reached
// through its version. Bounded: a window on all that was said, which moves; the rest stands in the transcripts.
import type { TaskId } from "../src/spec/spec.ts";

export type OutputKind =
  | "head"
  | "prompt"
  | "say"
  | "tool"
  | "edit"
  | "final"
  | "wait"
  | "command"
  | "printed"
  | "passed"
  | "stderr"
  | "error"
  | "end";

export interface OutputLine {
  readonly kind: OutputKind;
  /** As it came: made harmless when it is drawn. */
  readonly text: string;
}

export interface Output {
  readonly task: TaskId;
  readonly lines: OutputLine[];
  tail: readonly OutputLine[];
  /** Lines before the first kept one, which has this number. */
  forgotten: number;
  /** Lines there are, kept or not. */
  total: number;
  version: number;
  /** A page was asked for and is not here yet. */
  isAsked: boolean;
}

export interface MoreOutput {
  /** Number of the first line. */
  readonly at: number;
  readonly lines: readonly OutputLine[];
  readonly tail: readonly OutputLine[];
}

export const maxLines = 5_000;
const slack = 2_000;

export function emptyOutput(task: TaskId): Output {
  return {
    task,
    lines: [],
    tail: [],
    forgotten: 0,
    total: 0,
    version: 0,
    isAsked: false,
  };
}

/** `anchor` is the line that must stay, being looked at; null while the end is followed. */
export function appendOutput(output: Output, more: MoreOutput, anchor: number | null = null): void {
  const goesOn = endOfWindow(output) === more.at;
  output.total = more.at + more.lines.length;
  output.tail = more.tail;
  output.version++;
  if (!goesOn) return;
  for (const line of more.lines) output.lines.push(line);
  if (output.lines.length <= maxLines + slack) return;
  const extra = output.lines.length - maxLines;
  const free = anchor === null ? extra : Math.max(0, anchor - output.forgotten - slack);
  const gone = Math.min(extra, free);
  output.lines.splice(0, gone);
  output.forgotten += gone;
  // Someone reads far above: the newest lines are read again once they go there.
  if (output.lines.length > maxLines * 2) output.lines.length = maxLines * 2;
}

/** The same output with another window: `at` is the number of its first line. */
export function withWindow(output: Output, at: number, lines: readonly OutputLine[]): Output {
  const total = Math.max(output.total, at + lines.length);
  return { ...output, lines: [...lines], forgotten: at, total, isAsked: false };
}

/** Number of the line after the last kept one. */
export function endOfWindow(output: Output): number {
  return output.forgotten + output.lines.length;
}

/** Are the newest lines among those kept? */
export function hasEnd(output: Output): boolean {
  return endOfWindow(output) >= output.total;
}

export function outputLength(output: Output): number {
  return output.lines.length + (hasEnd(output) ? output.tail.length : 0);
}

/** By position among those kept. */
export function outputLine(output: Output, at: number): OutputLine | undefined {
  return output.lines[at] ?? (hasEnd(output) ? output.tail[at - output.lines.length] : undefined);
}

/** Does it tell of a failure: one of ours, or by the words of what was run? */
export function tellsOfError({ kind, text }: OutputLine): boolean {
  if (kind === "error") return true;
  if (kind !== "printed" && kind !== "stderr") return false;
  return wrong.test(text) && !harmless.test(text);
}

const wrong = /\b(errors?|fail(ed|ures?|ing)?|panic(ked)?|exception|traceback)\b|✗|✘/i;
const harmless = /\b(0|no) (errors?|fail(ed|ures?|ing)?|exceptions?)\b/i;
