// What agents say, as lines: bulk that grows in place beside the screen and is reached through its version.
// Bounded: what is forgotten here stands in the transcript.
import type { TaskId } from "../src/spec/spec.ts";

export type OutputKind =
  | "head"
  | "prompt"
  | "say"
  | "tool"
  | "edit"
  | "final"
  | "wait"
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
  /** Lines forgotten at the front: the first kept one has this number. */
  forgotten: number;
  version: number;
  /** The newest transcript. */
  path: string;
}

export const maxLines = 20_000;
const slack = 2_000;

export function emptyOutput(task: TaskId): Output {
  return { task, lines: [], tail: [], forgotten: 0, version: 0, path: "" };
}

export function appendOutput(
  output: Output,
  lines: readonly OutputLine[],
  tail: readonly OutputLine[],
): void {
  for (const line of lines) output.lines.push(line);
  output.tail = tail;
  output.version++;
  if (output.lines.length > maxLines + slack) {
    const extra = output.lines.length - maxLines;
    output.lines.splice(0, extra);
    output.forgotten += extra;
  }
}

export function outputLength(output: Output): number {
  return output.lines.length + output.tail.length;
}

/** By position among those kept. */
export function outputLine(output: Output, at: number): OutputLine | undefined {
  return output.lines[at] ?? output.tail[at - output.lines.length];
}
