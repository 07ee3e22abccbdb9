// Which transcripts a task has, looked up again and again at no cost: the folder is listed when it changed, and
// the head of a transcript is read once.
import { join } from "node:path";
import { slug } from "../store/slug.ts";
import { statOf } from "../store/files.ts";
import { oneLine } from "../store/transcript.ts";
import { readInfo, type TranscriptInfo } from "../store/transcript_reader.ts";

/** What its head says; how it grows and ends is for who reads on. */
export type TranscriptHead = Omit<TranscriptInfo, "bytes" | "end">;

export interface TranscriptIndex {
  /** Of a task, oldest first; of `""` the checks of the base. */
  of(task: string): readonly TranscriptHead[];
}

/** A folder this young may change once more without its time showing it. */
const SETTLED_MS = 2_000;
const LIST_AGAIN_MS = 250;

export function openTranscriptIndex(folder: string, now: () => number): TranscriptIndex {
  let names: readonly string[] = [];
  let stamp = -1;
  let listedAt = -Infinity;
  const heads = new Map<string, TranscriptHead>();

  return {
    of(task) {
      refresh();
      const prefix = `${slug(task)}-a`;
      return names.filter((name) => name.startsWith(prefix))
        .map(headOf)
        .filter((head) => head !== null)
        .filter((head) => head.task === oneLine(task))
        .sort((one, other) =>
          one.startedAtMs - other.startedAtMs || (one.path < other.path ? -1 : 1)
        );
    },
  };

  function refresh(): void {
    const changed = statOf(folder)?.mtime?.getTime() ?? 0;
    const isSettled = listedAt - changed > SETTLED_MS;
    if (changed === stamp && (isSettled || now() - listedAt < LIST_AGAIN_MS)) return;
    stamp = changed;
    listedAt = now();
    names = changed === 0
      ? []
      : [...Deno.readDirSync(folder)].map((entry) => entry.name).filter((name) =>
        name.endsWith(".log")
      );
  }

  /** Null while its head is not whole yet. */
  function headOf(name: string): TranscriptHead | null {
    const known = heads.get(name);
    if (known !== undefined) return known;
    const head = readInfo(join(folder, name));
    if (head !== null && head.call !== "") heads.set(name, head);
    return head;
  }
}
