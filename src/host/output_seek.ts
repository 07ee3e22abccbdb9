// Finds a place in all that was said about a task, however far back, and the lines around it. The transcripts
// are read again from their beginnings, a little at a time.
import { tailTranscript } from "../store/transcript_reader.ts";
import { type OutputLine, tellsOfError } from "../../tui/output_text.ts";
import type { OutputPageMsg, OutputSeek } from "../../tui/msg.ts";
import type { Project } from "./project.ts";
import type { TaskOutput } from "./task_output.ts";
import type { TranscriptHead } from "./transcript_index.ts";
import { linesOfTranscript } from "./transcript_lines.ts";

export interface SeekOptions {
  readonly project: Project;
  /** Lets others work in between; called often. */
  readonly pause: () => Promise<void>;
}

/** Lines kept before and after the place. */
const BEFORE = 9_000;
const AFTER = 9_000;
const CHUNK = 1 << 18;

export async function seekOutput(
  output: TaskOutput,
  task: string,
  seek: OutputSeek,
  options: SeekOptions,
): Promise<OutputPageMsg> {
  const show = await placeOf(output, seek, options);
  const sought = describe(seek);
  if (show === null) return { kind: "output_page", task, at: 0, lines: [], show, sought };
  const { at, lines } = await around(output, show, options);
  return { kind: "output_page", task, at, lines, show, sought };
}

function describe(seek: OutputSeek): string {
  switch (seek.kind) {
    case "line":
      return "";
    case "text":
      return `"${seek.text}"`;
    case "error":
      return "an error";
    case "attempt":
      return `attempt ${seek.attempt}`;
  }
}

async function placeOf(
  output: TaskOutput,
  seek: OutputSeek,
  options: SeekOptions,
): Promise<number | null> {
  switch (seek.kind) {
    case "line":
      return Math.max(0, Math.min(seek.line, output.total - 1));
    case "attempt":
      return output.pieces.find(({ head }) => head.attempt === seek.attempt)?.first ?? null;
    case "error":
      return await find(output, tellsOfError, { from: seek.from, step: 1 }, options);
    case "text": {
      const needle = seek.text.toLowerCase();
      const has = ({ text }: OutputLine) => text.toLowerCase().includes(needle);
      return await find(output, has, seek, options);
    }
  }
}

/** The next one after `from`, or before it; else the one farthest the other way: round and round. */
async function find(
  output: TaskOutput,
  test: (line: OutputLine) => boolean,
  { from, step }: { readonly from: number; readonly step: 1 | -1 },
  options: SeekOptions,
): Promise<number | null> {
  let first: number | null = null;
  let before: number | null = null;
  let last: number | null = null;
  for await (const { at, line } of walk(output, options)) {
    if (!test(line)) continue;
    if (step === 1 && at > from) return at;
    first ??= at;
    last = at;
    if (at < from) before = at;
  }
  return step === 1 ? first : before ?? last;
}

async function around(
  output: TaskOutput,
  show: number,
  options: SeekOptions,
): Promise<{ at: number; lines: OutputLine[] }> {
  const from = Math.max(0, show - BEFORE);
  const lines: OutputLine[] = [];
  for await (const { at, line } of walk(output, options, from)) {
    // Near its end all of it is taken, or what comes next would not follow on.
    if (at >= show + AFTER && at < output.total - AFTER) break;
    lines.push(line);
  }
  return { at: from, lines };
}

interface Numbered {
  readonly at: number;
  readonly line: OutputLine;
}

/** All lines that were read so far, also those that come to be while it walks. */
async function* walk(
  { pieces }: TaskOutput,
  { project, pause }: SeekOptions,
  from = 0,
): AsyncIterable<Numbered> {
  const readers = new Map<string, Iterator<OutputLine>>();
  for (let n = 0; n < pieces.length; n++) {
    const piece = pieces[n];
    if (piece === undefined) break;
    const isBefore = piece.first + piece.count <= from && n < pieces.length - 1;
    const isAlone = !pieces.some((other, at) => at > n && other.head.path === piece.head.path);
    if (isBefore && isAlone) continue;
    const reader = readers.get(piece.head.path) ?? linesOf(project, piece.head);
    readers.set(piece.head.path, reader);
    for (let k = 0; k < piece.count; k++) {
      const next = reader.next();
      if (next.done) break;
      const at = piece.first + k;
      if (at >= from) yield { at, line: next.value };
      if (k % 2_000 === 1_999) await pause();
    }
    // What its reader keeps of an agent's words is let go.
    if (isAlone) readers.delete(piece.head.path);
  }
}

function* linesOf(project: Project, head: TranscriptHead): Generator<OutputLine> {
  const lines = linesOfTranscript(project, head);
  for (let at = 0;;) {
    const part = tailTranscript(head.path, at, CHUNK);
    if (part.next <= at) return;
    at = part.next;
    yield* lines.push(part.text);
  }
}
