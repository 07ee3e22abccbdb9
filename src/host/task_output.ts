// All that was said and printed about one task: its transcripts, read as they grow, one after the other. Lines
// are numbered as they come; where each came from is kept, so that they can be read again.
import { statOf } from "../store/files.ts";
import { tailTranscript } from "../store/transcript_reader.ts";
import type { OutputLine } from "../../tui/output_text.ts";
import type { Project } from "./project.ts";
import type { TranscriptHead } from "./transcript_index.ts";
import { linesOfTranscript, type TranscriptLines } from "./transcript_lines.ts";

/** Lines of one transcript that stand together. */
export interface Piece {
  readonly head: TranscriptHead;
  /** Number of its first line in the transcript, and among all. */
  readonly from: number;
  readonly first: number;
  count: number;
}

export interface TaskOutput {
  /** Lines read so far. */
  readonly total: number;
  readonly pieces: readonly Piece[];
  /** Null when nothing is new. Goes on with the next call when `isEnough` says so. */
  read(heads: readonly TranscriptHead[], isEnough: (lines: number) => boolean): ReadOutput | null;
}

export interface ReadOutput {
  readonly lines: readonly OutputLine[];
  readonly tail: readonly OutputLine[];
}

/** Read at once. */
const CHUNK = 1 << 18;

export function openTaskOutput(project: Project): TaskOutput {
  const files = new Map<string, Reading>();
  const pieces: Piece[] = [];
  let total = 0;
  let said = "";

  return {
    get total() {
      return total;
    },
    pieces,
    read(heads, isEnough) {
      const lines: OutputLine[] = [];
      for (const head of heads) {
        const file = files.get(head.path) ?? begin(project, head);
        files.set(head.path, file);
        while (file.lines !== null && !isEnough(lines.length)) {
          const found = readOn(file);
          if (found === null) break;
          number(file, found.length);
          for (const line of found) lines.push(line);
        }
      }
      const tail = heads.flatMap((head) => {
        const file = files.get(head.path);
        return file?.lines?.tail ?? [];
      });
      const now = tail.map((line) => line.text).join("\n");
      if (lines.length === 0 && now === said) return null;
      said = now;
      return { lines, tail };
    },
  };

  function number(file: Reading, count: number): void {
    const last = pieces.at(-1);
    if (last?.head.path === file.head.path) last.count += count;
    else if (count > 0) pieces.push({ head: file.head, from: file.count, first: total, count });
    file.count += count;
    total += count;
  }
}

interface Reading {
  readonly head: TranscriptHead;
  /** Null when it is over: what its reader keeps of an agent's words is let go. */
  lines: TranscriptLines | null;
  next: number;
  /** Lines read so far. */
  count: number;
  /** How large it was when it had no more: then a look at its size is enough, many times a second. */
  quietAt: number;
}

function begin(project: Project, head: TranscriptHead): Reading {
  return {
    head,
    lines: linesOfTranscript(project, head),
    next: 0,
    count: 0,
    quietAt: -1,
  };
}

/** Null when it has no more for now. */
function readOn(file: Reading): readonly OutputLine[] | null {
  const size = statOf(file.head.path)?.size ?? 0;
  if (size === file.quietAt) return null;
  const { lines } = file;
  const part = tailTranscript(file.head.path, file.next, CHUNK);
  const hasMore = part.next > file.next;
  if (part.next >= part.size || !hasMore) {
    file.quietAt = part.size;
    if (part.end !== null) file.lines = null;
  }
  if (!hasMore || lines === null) return null;
  file.next = part.next;
  return lines.push(part.text);
}
