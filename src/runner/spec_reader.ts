// Reads the spec from the user's working copy again when it changed, and says what a person changed.
import type { Fact } from "../pipeline/fact.ts";
import type { Run } from "../pipeline/run.ts";
import type { Diagnostic, Spec, Status, TaskId } from "../spec/spec.ts";
import { parseSpec } from "../spec/parse.ts";
import { decodeSpec } from "../spec/edit.ts";
import { sameBytes } from "../spec/same_bytes.ts";
import type { Clock, ReadHead, SpecFiles } from "./ports.ts";
import { textHash } from "../spec/hash.ts";

export interface SpecReader {
  current(): Promise<Spec>;
  /** A file that can't be read any more leaves the last good spec in place, and soon says so, once. */
  changes(run: Run): Promise<{ readonly spec: Spec; readonly facts: readonly Fact[] }>;
  /** The spec of these bytes; a `Diagnostic` when they are no text. What was read last is not read again. */
  specOf(bytes: Uint8Array): Spec | Diagnostic;
  /** We wrote this text, as these bytes, ourselves: it need not be read again. */
  wrote(spec: Spec, written: Uint8Array): void;
}

/** Git and editors empty a file before they write it: what stands there for a moment is no news. */
const WRITING_MS = 1000;
/** More often than a face notices news, the file is not looked at. */
const LOOK_MS = 20;

export function createSpecReader(
  files: SpecFiles,
  readHead: ReadHead,
  clock: Pick<Clock, "elapsed">,
  /** What was read before: the same text is not parsed again. */
  known: Spec = parseSpec(""),
): SpecReader {
  let bytes: Uint8Array | null | undefined = undefined;
  let good = known;
  let goodHash = "";
  let trouble: string | null = null;
  let troubleSinceMs = 0;
  let isWarned = false;
  let lookedMs = -Infinity;
  const read = async (): Promise<void> => {
    lookedMs = clock.elapsed();
    const now = await files.tasks();
    if (isSame(now, bytes)) return;
    bytes = now;
    note(take(now));
  };
  const note = (found: string | null): void => {
    if (trouble === null) troubleSinceMs = clock.elapsed();
    if (found === null || found !== trouble) isWarned = false;
    trouble = found;
  };
  /** Work that is paid for goes on beside a file that can't be had. */
  const tryToRead = async (): Promise<void> => {
    try {
      await read();
    } catch (error) {
      bytes = undefined;
      note(error instanceof Error ? error.message : String(error));
    }
  };
  const take = (now: Uint8Array | null): string | null => {
    const decoded = now === null ? null : decodeSpec(now);
    if (decoded === null) return "tasks.md is gone";
    if (!("text" in decoded)) return decoded.diagnostic.message;
    const spec = good.text === decoded.text ? good : parseSpec(decoded.text);
    const error = spec.diagnostics.find((each) => each.severity === "error");
    if (error) return `tasks.md:${error.line}:${error.column}: ${error.message}`;
    good = spec;
    goodHash = textHash(decoded.text);
    return null;
  };
  return {
    async current() {
      await read();
      return good;
    },
    async changes(run) {
      if (clock.elapsed() - lookedMs >= LOOK_MS) await tryToRead();
      const facts: Fact[] = [];
      if (trouble !== null && !isWarned && clock.elapsed() - troubleSinceMs >= WRITING_MS) {
        isWarned = true;
        const message = `The spec can't be read, the last good one is used: ${trouble}`;
        facts.push({ type: "Noticed", task: null, attempt: null, message });
      }
      if (trouble === null && goodHash !== run.specHash) {
        const changes = differences(run, good);
        // Gone for a moment, it says nothing new.
        const head = await readHead().catch(() => run.specHead);
        facts.push({ type: "SpecRead", hash: goodHash, tasks: good.tasks.length, head, changes });
      }
      return { spec: good, facts };
    },
    specOf(given) {
      if (trouble === null && isSame(given, bytes)) return good;
      const decoded = decodeSpec(given);
      if (!("text" in decoded)) return decoded.diagnostic;
      return good.text === decoded.text ? good : parseSpec(decoded.text);
    },
    wrote(spec, written) {
      if (spec.diagnostics.some((each) => each.severity === "error")) return;
      bytes = written;
      [good, goodHash, trouble] = [spec, textHash(spec.text), null];
    },
  };
}

function isSame(one: Uint8Array | null, other: Uint8Array | null | undefined): boolean {
  if (!one || !other) return one === other;
  return sameBytes(one, other);
}

type Change = { readonly task: TaskId; readonly from: Status | null; readonly to: Status | null };

/** Against the last reading; a task that was never read and is `todo` says nothing. */
export function differences(run: Run, spec: Spec): Change[] {
  const changes: Change[] = [];
  for (const task of spec.byId.values()) {
    const from = run.fileStatus.get(task.id) ?? null;
    if (task.status === (from ?? "todo")) continue;
    changes.push({ task: task.id, from, to: task.status });
  }
  for (const [task, from] of run.fileStatus) {
    if (!spec.byId.has(task)) changes.push({ task, from, to: null });
  }
  return changes;
}
