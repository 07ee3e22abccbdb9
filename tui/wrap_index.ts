// How many rows each line of an output takes at a width, grown with it: what is measured once is not measured
// again, and what is forgotten at the front costs nothing.
import { type Output, outputLength, outputLine } from "./output_text.ts";
import { sanitiseLine } from "./sanitise.ts";
import { type Line, lineWidth, wrapLine } from "./spans.ts";
import { isPlain } from "./width.ts";

export interface WrapIndex {
  /** 0: lines are not wrapped. */
  readonly width: number;
  /** Rows up to and with each line, from the first line measured. */
  readonly ends: number[];
  /** Rows before the first line that is kept. */
  base: number;
  forgotten: number;
  version: number;
  /** Lines that can't change any more. */
  settled: number;
}

const indexes = new WeakMap<Output, WrapIndex>();

export function wrapIndex(output: Output, width: number): WrapIndex {
  const known = indexes.get(output);
  const index = known?.width === width ? known : emptyIndex(width, output);
  indexes.set(output, index);
  if (index.version === output.version) return index;
  forget(index, output);
  index.settled = Math.min(index.settled, output.lines.length);
  index.ends.length = index.settled;
  for (let at = index.settled; at < outputLength(output); at++) {
    index.ends.push((index.ends.at(-1) ?? index.base) + rowsOf(output, at, width));
  }
  index.settled = output.lines.length;
  index.version = output.version;
  return index;
}

export function totalRows(index: WrapIndex): number {
  return (index.ends.at(-1) ?? index.base) - index.base;
}

/** Which line a row belongs to, and which of its rows it is. */
export function lineAt(
  index: WrapIndex,
  row: number,
): { readonly at: number; readonly part: number } {
  const wanted = row + index.base;
  let [low, high] = [0, index.ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((index.ends[middle] ?? 0) > wanted) high = middle;
    else low = middle + 1;
  }
  return { at: low, part: wanted - (index.ends[low - 1] ?? index.base) };
}

/** The first row of a line that is kept. */
export function rowAt(index: WrapIndex, at: number): number {
  return (at > 0 ? index.ends[at - 1] ?? index.base : index.base) - index.base;
}

/** One row of a line, as spans. */
export function rowOf(output: Output, at: number, part: number, width: number): Line {
  const text = outputLine(output, at)?.text ?? "";
  if (width === 0) return sanitiseLine(text).spans;
  const rows = cut(text, width);
  if ("lines" in rows) return rows.lines[part] ?? [];
  return [{ text: text.slice(rows.starts[part], rows.starts[part + 1]).trimEnd() }];
}

function emptyIndex(width: number, output: Output): WrapIndex {
  return { width, ends: [], base: 0, forgotten: output.forgotten, version: -1, settled: 0 };
}

function forget(index: WrapIndex, output: Output): void {
  const gone = output.forgotten - index.forgotten;
  if (gone === 0) return;
  index.forgotten = output.forgotten;
  index.base = index.ends[Math.min(gone, index.settled) - 1] ?? index.base;
  index.ends.splice(0, Math.min(gone, index.settled));
  index.settled = Math.max(0, index.settled - gone);
}

function rowsOf(output: Output, at: number, width: number): number {
  const text = outputLine(output, at)?.text ?? "";
  if (width === 0) return 1;
  const rows = cut(text, width);
  return "lines" in rows ? rows.lines.length : rows.starts.length;
}

type Cut = { readonly starts: readonly number[] } | { readonly lines: readonly Line[] };

const cut = remembered((text: string, width: number): Cut =>
  isPlain(text) ? { starts: breaks(text, width) } : { lines: wrapped(text, width) }
);

function wrapped(text: string, width: number): readonly Line[] {
  const { spans } = sanitiseLine(text);
  return lineWidth(spans) <= width ? [spans] : wrapLine(spans, width);
}

/** Where the rows of a plain text begin: after a blank, or inside a word that is longer than a row. */
function breaks(text: string, width: number): readonly number[] {
  const starts = [0];
  for (let from = 0; text.length - from > width;) {
    // Within the row only: a megabyte without a blank would be searched from its start for each of its rows.
    const blank = text.slice(from, from + width + 1).lastIndexOf(" ");
    const next = blank > 0 ? from + blank + 1 : from + width;
    if (next >= text.length) break;
    starts.push(next);
    from = next;
  }
  return starts;
}

/** Of long lines only: each of its rows that is in sight asks for the whole line. */
function remembered<T>(
  compute: (text: string, width: number) => T,
): (text: string, width: number) => T {
  let last: { readonly text: string; readonly width: number; readonly answer: T } | null = null;
  return (text, width) => {
    if (text.length < 1000) return compute(text, width);
    if (last?.text !== text || last.width !== width) {
      last = { text, width, answer: compute(text, width) };
    }
    return last.answer;
  };
}
