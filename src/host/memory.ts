// What was found out about a project, kept in a file beside its states: the newest entries, each under the name of
// all that it hangs on.
import { join } from "node:path";
import { writeAtomically } from "../store/files.ts";
import { exists, readText } from "./root.ts";

export interface Entry {
  readonly under: string;
}

export interface Memory<Kept extends Entry> {
  recall(folder: string, under: string): Kept | null;
  /** Never creates the folder: looking leaves no trace where nothing ever ran. */
  remember(folder: string, entry: Kept): void;
}

const MOST = 8;

export function memoryIn<Kept extends Entry>(
  file: string,
  isEntry: (value: unknown) => value is Kept,
): Memory<Kept> {
  function entries(folder: string): readonly Kept[] {
    const text = readText(join(folder, file));
    if (text === null) return [];
    try {
      const found: unknown = JSON.parse(text);
      return Array.isArray(found) ? found.filter(isEntry) : [];
    } catch {
      return [];
    }
  }

  return {
    recall: (folder, under) => entries(folder).find((each) => each.under === under) ?? null,
    remember(folder, entry) {
      if (!exists(folder)) return;
      const known = entries(folder);
      if (JSON.stringify(known[0]) === JSON.stringify(entry)) return;
      const kept = [entry, ...known.filter((each) => each.under !== entry.under)].slice(0, MOST);
      try {
        const bytes = new TextEncoder().encode(`${JSON.stringify(kept, null, 1)}\n`);
        writeAtomically(join(folder, file), bytes, { mode: 0o600 });
      } catch {
        // Whoever may only read the folder takes the long way each time.
      }
    },
  };
}
