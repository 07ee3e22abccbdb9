// The file under a transcript. Chunks carry their offset in the stream, so arriving twice or out of order
// they make the same file. Of a long stream the head goes to disk at once and the tail when it ends; what
// lies between is counted and hashed, not kept.
import { createHash, type Hash } from "node:crypto";
import { dirname } from "node:path";
import { fileError } from "./database_file.ts";
import { statOf } from "./files.ts";
import { createTail } from "./tail.ts";

export interface TranscriptFile {
  /** Takes bytes of the stream from `offset` on; returns how far the stream is known without a gap. */
  append(offset: number, bytes: Uint8Array): number;
  /** How far the stream is known; more than 0 at first where an unfinished file goes on. */
  readonly known: number;
  /** Writes the tail, the size and hash of the whole, and `line` as the last record. */
  end(line: string): void;
  /** What kept bytes from being written, or null. Losing a log never stops the work. */
  readonly problem: string | null;
}

export interface TranscriptCaps {
  readonly headBytes: number;
  readonly tailBytes: number;
  /** How much may wait for a gap to be filled. */
  readonly waitingBytes: number;
}

const MB = 1 << 20;
export const CAPS: TranscriptCaps = { headBytes: 8 * MB, tailBytes: 8 * MB, waitingBytes: MB };

/** Goes on where an unfinished file ends; a finished one is left as it is. */
export function openTranscriptFile(
  path: string,
  { headBytes, tailBytes, waitingBytes }: TranscriptCaps = CAPS,
): TranscriptFile {
  const hash = createHash("sha256");
  const tail = createTail(tailBytes);
  const waiting = new Map<number, Uint8Array>();
  let file: Deno.FsFile | null = null;
  let problem: string | null = null;
  let endsInNewline = true;
  let known = 0;
  let isEnded = false;
  attempt(() => ({ known, isEnded, endsInNewline } = resume(path, headBytes, hash)));
  if (isEnded) problem = `Cannot write the transcript "${path}": it has ended already`;

  return {
    append(offset, bytes) {
      if (isEnded) return known;
      if (offset > known) wait(offset, bytes);
      else take(offset, bytes);
      for (const [start, held] of [...waiting].sort(([one], [other]) => one - other)) {
        if (start > known) break;
        waiting.delete(start);
        take(start, held);
      }
      return known;
    },
    end(line) {
      if (isEnded) return;
      isEnded = true;
      finish(line);
      file?.close();
    },
    get known() {
      return known;
    },
    get problem() {
      return problem;
    },
  };

  function take(offset: number, bytes: Uint8Array): void {
    const fresh = bytes.subarray(known - offset);
    if (fresh.length === 0) return;
    hash.update(fresh);
    const toHead = Math.max(0, Math.min(fresh.length, headBytes - known));
    known += fresh.length;
    if (toHead > 0) write(fresh.subarray(0, toHead));
    if (toHead < fresh.length) tail.push(fresh.subarray(toHead));
  }

  /** Beyond the cap the chunk is dropped: the sender sees how far we are and sends it again. */
  function wait(offset: number, bytes: Uint8Array): void {
    const held = waiting.get(offset);
    if (held !== undefined && held.length >= bytes.length) return;
    const others = [...waiting.values()].reduce((sum, each) => sum + each.length, 0);
    if (others - (held?.length ?? 0) + bytes.length > waitingBytes) return;
    waiting.set(offset, bytes.slice());
  }

  function finish(line: string): void {
    const kept = tail.bytes();
    const leftOut = known - Math.min(known, headBytes) - kept.length;
    if (leftOut > 0) record(`=== LEFT OUT ${leftOut} bytes ===`);
    write(kept);
    if (waiting.size > 0) record(`=== MISSING bytes from ${known} on ===`);
    record(`=== SIZE ${known} bytes sha256 ${hash.digest("hex")} ===`);
    record(line);
  }

  function record(line: string): void {
    write(new TextEncoder().encode(`${endsInNewline ? "" : "\n"}${line}\n`));
  }

  function write(bytes: Uint8Array): void {
    if (problem !== null || bytes.length === 0) return;
    attempt(() => {
      file ??= create(path);
      for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
      endsInNewline = bytes.at(-1) === 10;
    });
  }

  function attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      const said = fileError(error, "write the transcript", path);
      problem = said instanceof Error ? said.message : String(said);
    }
  }
}

interface Resumed {
  readonly known: number;
  readonly isEnded: boolean;
  readonly endsInNewline: boolean;
}

/** Hashes what an unfinished file already holds of its stream's head. */
function resume(path: string, headBytes: number, hash: Hash): Resumed {
  const size = statOf(path)?.size ?? 0;
  if (size === 0) return { known: 0, isEnded: false, endsInNewline: true };
  using file = Deno.openSync(path, { read: true });
  const block = new Uint8Array(1 << 16);
  let known = 0;
  let last = "";
  for (let got = file.readSync(block); got !== null; got = file.readSync(block)) {
    const head = block.subarray(0, Math.max(0, Math.min(got, headBytes - known)));
    hash.update(head);
    known += head.length;
    last = (last + new TextDecoder().decode(block.subarray(0, got))).slice(-1000);
  }
  return { known, isEnded: endOf(last) !== null, endsInNewline: last.endsWith("\n") };
}

function create(path: string): Deno.FsFile {
  Deno.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  return Deno.openSync(path, { append: true, create: true, mode: 0o600 });
}

/** How a transcript ended, read from its last lines; null while it is open or when its process died. */
export function endOf(lastText: string): string | null {
  return /^=== SIZE \d+ bytes sha256 [0-9a-f]{64} ===\n=== END (.*) ===\n$/m.exec(
    lastText.slice(lastText.lastIndexOf("\n=== SIZE ") + 1),
  )?.[1] ?? null;
}
