// Reading transcripts: which ones there are, and their text from some offset on, while they still grow.
import { join } from "node:path";
import { fileError } from "./database_file.ts";
import { slug } from "./slug.ts";
import { oneLine } from "./transcript.ts";
import { endOf } from "./transcript_file.ts";

export interface TranscriptInfo {
  readonly path: string;
  readonly task: string;
  readonly attempt: number;
  readonly stage: string;
  readonly role: string;
  readonly agent: string;
  readonly model: string;
  readonly call: string;
  readonly startedAtMs: number;
  readonly bytes: number;
  /** `answered`, `not started (…)`, `no result (…)`; null while open, or when its process died. */
  readonly end: string | null;
}

export interface TranscriptPart {
  readonly text: string;
  /** Where this part began, and where the next one begins. */
  readonly from: number;
  readonly next: number;
  /** Of the file, in bytes, when it was read. */
  readonly size: number;
  readonly end: string | null;
}

/** The transcripts of one task, or of all, oldest first. */
export function listTranscripts(folder: string, task?: string): readonly TranscriptInfo[] {
  const prefix = task === undefined ? "" : `${slug(task)}-a`;
  return names(folder)
    .filter((name) => name.endsWith(".log") && name.startsWith(prefix))
    .map((name) => readInfo(join(folder, name)))
    .filter((info) => info !== null)
    .filter((info) => task === undefined || info.task === oneLine(task))
    .sort((one, other) => one.startedAtMs - other.startedAtMs || (one.path < other.path ? -1 : 1));
}

/** Whole characters from byte `from` on; a negative one counts from the end. Empty when there is no file. */
export function tailTranscript(path: string, from: number, limit = 1 << 16): TranscriptPart {
  try {
    using file = Deno.openSync(path, { read: true });
    const { size } = file.statSync();
    const end = endOf(decode(readAt(file, Math.max(0, size - 1000), 1000)));
    const asked = Math.min(from < 0 ? Math.max(0, size + from) : from, size);
    const bytes = readAt(file, asked, Math.min(limit, size - asked));
    const skipped = from < 0 ? bytes.findIndex((byte) => (byte & 0xc0) !== 0x80) : 0;
    const begin = Math.max(0, skipped);
    const isLast = end !== null && asked + bytes.length >= size;
    const whole = isLast ? bytes.length : wholeCharacters(bytes);
    const text = decode(bytes.subarray(begin, whole));
    return { text, from: asked + begin, next: asked + whole, size, end };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw fileError(error, "read", path);
    return { text: "", from: 0, next: 0, size: 0, end: null };
  }
}

/** How many bytes end with a whole character; a broken one is not waited for. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** Null for a file that is no transcript, or not yet one. */
export function readInfo(path: string): TranscriptInfo | null {
  const { text } = tailTranscript(path, 0, 8192);
  const { end } = tailTranscript(path, -1);
  if (!text.startsWith("=== TRANSCRIPT 1 ===\n")) return null;
  const lines = text.split("\n").slice(1);
  const header = lines.slice(0, Math.max(0, lines.findIndex((line) => !/^[a-z]+: ?/.test(line))));
  const field = (name: string) =>
    header.find((line) => line.startsWith(`${name}:`))?.slice(name.length + 1).trim() ?? "";
  return {
    path,
    task: field("task"),
    attempt: Number(field("attempt")),
    stage: field("stage"),
    role: field("role"),
    agent: field("agent"),
    model: field("model"),
    call: field("call"),
    startedAtMs: Date.parse(field("started")),
    bytes: sizeOf(path),
    end,
  };
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    throw fileError(error, "look at", path);
  }
}

function names(folder: string): readonly string[] {
  try {
    return [...Deno.readDirSync(folder)].filter((entry) => entry.isFile).map((entry) => entry.name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw fileError(error, "list", folder);
  }
}

function readAt(file: Deno.FsFile, offset: number, limit: number): Uint8Array {
  file.seekSync(offset, Deno.SeekMode.Start);
  const bytes = new Uint8Array(limit);
  let length = 0;
  while (length < limit) {
    const got = file.readSync(bytes.subarray(length));
    if (got === null) break;
    length += got;
  }
  return bytes.subarray(0, length);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
