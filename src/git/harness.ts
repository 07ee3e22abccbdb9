// The part of a repository that tells git what to run: its config, hooks and info. It is looked at before
// and after every agent, and what changed is shown to a person before anything lands.
import { stamp } from "./guard.ts";
import { exists, readText } from "./branches.ts";

/** File name within the git folder → its content. */
export type Harness = ReadonlyMap<string, string>;

export interface HarnessReader {
  /** `slotDir`: a slot's own git folder, whose `config.worktree` counts too. */
  read(slotDir?: string): Promise<Harness>;
}

const SHOWN_LINES = 200;

export function openHarness(commonDir: string): HarnessReader {
  const cache = new Map<string, { readonly stamp: string; readonly text: string }>();
  return {
    async read(slotDir) {
      const own = slotDir === undefined ? null : `${slotDir}/config.worktree`;
      const paths = [
        `${commonDir}/config`,
        `${commonDir}/config.worktree`,
        ...(own === null ? [] : [own]),
        ...await filesIn(`${commonDir}/hooks`),
        ...await filesIn(`${commonDir}/info`),
      ];
      const read = await Promise.all(paths.map(async (path) => {
        const name = path === own ? "slot/config.worktree" : path;
        return [name.replace(`${commonDir}/`, ""), await content(cache, path)] as const;
      }));
      return new Map(read.filter((entry): entry is readonly [string, string] => entry[1] !== null));
    },
  };
}

/** A readable diff that names the files; null when nothing that matters changed. */
export function harnessDiff(before: Harness, after: Harness): string | null {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const parts = names.flatMap((name) => {
    const [old, now] = [before.get(name) ?? null, after.get(name) ?? null];
    if (normal(name, old) === normal(name, now)) return [];
    return [`--- .git/${name}${old === null ? " (new)" : now === null ? " (removed)" : ""}`]
      .concat(changedLines(old ?? "", now ?? ""));
  });
  return parts.length === 0 ? null : parts.join("\n");
}

/**
 * Same but for sections that `checkout`, `push -u` and `submodule init` write and that run nothing: the
 * upstream of a branch, the address of a submodule.
 */
function normal(name: string, text: string | null): string | null {
  if (text === null || name !== "config") return text;
  return BORING.reduce((left, section) => left.replace(section, ""), text);
}

const BORING = [
  boringSection("branch", "remote|merge|rebase|pushremote|description|[a-z]+-merge-base"),
  boringSection("submodule", "active|url"),
];

/** Plain values only: a quote, an escape or a comment could make git read the lines otherwise. */
function boringSection(section: string, keys: string): RegExp {
  const head = String.raw`^\[${section} "[^"\\\]\n]*"\]\n`;
  const entry = String.raw`\t(?:${keys}) = [\w./@:+~-]+\n`;
  return new RegExp(`${head}(?:${entry})*`, "gm");
}

function changedLines(before: string, after: string): string[] {
  const [old, now] = [lines(before), lines(after)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  while (
    end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)
  ) end++;
  const shown = [
    ...old.slice(start, old.length - end).map((line) => `-${line}`),
    ...now.slice(start, now.length - end).map((line) => `+${line}`),
  ];
  if (shown.length <= SHOWN_LINES) return shown;
  return [...shown.slice(0, SHOWN_LINES), `… ${shown.length - SHOWN_LINES} more lines`];
}

function lines(text: string): string[] {
  return text.replace(/\n$/, "").split("\n");
}

async function content(
  cache: Map<string, { readonly stamp: string; readonly text: string }>,
  path: string,
): Promise<string | null> {
  const now = stamp(path);
  if (now === "") return await exists(path) ? "(unreadable)" : null;
  const kept = cache.get(path);
  if (kept?.stamp === now) return kept.text;
  const mode = isExecutable(path) ? "" : "(not executable)\n";
  const text = await readText(path);
  // It may be removed between two looks: then it is as if it had not been there.
  if (text === null && !await exists(path)) return null;
  const full = `${path.includes("/hooks/") ? mode : ""}${text ?? "(unreadable)"}`;
  cache.set(path, { stamp: now, text: full });
  return full;
}

function isExecutable(path: string): boolean {
  try {
    return ((Deno.statSync(path).mode ?? 0) & 0o111) !== 0;
  } catch {
    return false;
  }
}

async function filesIn(folder: string, depth = 3): Promise<readonly string[]> {
  const found: string[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory && depth > 0) found.push(...await filesIn(path, depth - 1));
      // Git's own examples: 14 files that no git runs.
      else if (!entry.isDirectory && !entry.name.endsWith(".sample")) found.push(path);
    }
  } catch { /* there is none */ }
  return found;
}
