// The spec's files in the user's working copy. `tasks` is asked often: unless the file's stamp changed, the
// bytes of last time are returned.
import { join } from "node:path";
import type { Clock, SpecFiles } from "../runner/ports.ts";
import { fileError } from "./database_file.ts";
import { readIfThere, resolveInside, statOf, writeAtomically } from "./files.ts";

export interface SpecFilesOptions {
  /** The project's folder. */
  readonly root: string;
  readonly prefix: string;
  readonly clock: Pick<Clock, "now">;
  /** What links may lead to; the project's folder unless given. */
  readonly within?: string;
}

interface Reading {
  readonly stamp: string;
  readonly bytes: Uint8Array;
  /** Until then the stamp is trusted. */
  readonly untilMs: number;
}

/** A file this young may change once more without its stamp showing it (coarse file times). */
const SETTLED_MS = 2000;
/** Megabytes that are read at every look fill the memory faster than it is cleared. */
const LOOK_AGAIN_MS = 200;
const DOCUMENTS = new Set(["requirements", "design", "constitution"]);

export function openSpecFiles({ root, prefix, clock, within = root }: SpecFilesOptions): SpecFiles {
  const folder = join(root, "spec");
  const tasksPath = join(folder, `${fileName(prefix)}tasks.md`);
  let last: Reading | null = null;

  return {
    async tasks() {
      const target = resolveInside(tasksPath, within);
      const info = statOf(target);
      if (info === null || !info.isFile) return last = null;
      const stamp =
        `${info.dev}:${info.ino}:${info.size}:${info.mtime?.getTime()}:${info.ctime?.getTime()}`;
      const readAtMs = clock.now();
      if (last?.stamp === stamp && readAtMs < last.untilMs) return last.bytes;
      const bytes = readIfThere(target);
      if (bytes === null) return last = null;
      const isSettled = info.size === bytes.length &&
        Math.abs(readAtMs - (info.mtime?.getTime() ?? readAtMs)) > SETTLED_MS;
      last = { stamp, bytes, untilMs: isSettled ? Infinity : readAtMs + LOOK_AGAIN_MS };
      return bytes;
    },
    async replaceTasks(before, after) {
      last = null;
      return writeAtomically(tasksPath, after, { expectedBefore: before, within });
    },
    async text(name) {
      for (const candidate of candidates(name)) {
        const found = readText(resolveInside(join(folder, candidate), within));
        if (found !== null) return found;
      }
      return "";
    },
  };

  /** `requirements` is a document of this spec; any other name is a template in `prompts/`. */
  function candidates(name: string): readonly string[] {
    if (DOCUMENTS.has(name)) return [`${prefix}${name}.md`];
    const file = fileName(name);
    return /\.(md|txt)$/.test(file)
      ? [join("prompts", file)]
      : [join("prompts", `${file}.md`), join("prompts", `${file}.txt`)];
  }
}

function readText(path: string): string | null {
  const info = statOf(path);
  if (info === null || !info.isFile) return null;
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw fileError(error, "read", path);
  }
}

/** A name that stays in its folder. */
function fileName(name: string): string {
  if (!/[/\\\0]/.test(name) && !/^\.{1,2}$/.test(name)) return name;
  throw new Error(`Cannot read "${name}": it is a path (expected a plain name)`);
}
