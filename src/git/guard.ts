// Keeps settings that an agent wrote into the repository's config from running programs in our own calls.
// What stood there when the engine opened is the user's; any other setting that names a program is undone
// by `-c` for as long as it stands. The usual case, nothing changed, costs two `stat`s a call.
import type { Git, Place } from "./git.ts";

export type Setting = readonly [key: string, value: string];

export interface Guard {
  /** Settings for one call. */
  overrides(place: Place): Promise<readonly Setting[]>;
  /** The config as it stands is the user's from now on. */
  accept(): Promise<void>;
}

/**
 * `git` must be one without overrides, standing in the user's checkout. `isSuspect`: an agent's call was cut
 * off and the config is not what it was before: nothing in it is trusted until a person accepts it.
 */
export async function openGuard(git: Git, commonDir: string, isSuspect = false): Promise<Guard> {
  let trusted = await listSettings(git, isSuspect);
  // Files that git reads only where the config says so; what says so is a change of the config itself.
  let hasOwn = isSuspect || readsOwn(trusted);
  let trustedStamp = isSuspect ? null : stampOf(commonDir, git.place, hasOwn);
  const known = new Map<string, readonly Setting[]>();
  return {
    async overrides(place) {
      const stamp = stampOf(commonDir, place, hasOwn);
      if (stamp === trustedStamp) return [];
      const kept = known.get(stamp);
      if (kept !== undefined) return kept;
      const now = await listSettings(git.at(place), false);
      hasOwn ||= readsOwn(now);
      const undone = undo(now, trusted);
      // An included file can change under an unchanged config: then nothing is remembered.
      const hasNewInclude = now.some(([key, value]) =>
        /^include(if\..*)?\.path$/.test(key) && !has(trusted, key, value)
      );
      if (!hasNewInclude) known.set(stamp, undone);
      return undone;
    },
    async accept() {
      known.clear();
      hasOwn = true;
      trustedStamp = stampOf(commonDir, git.place, hasOwn);
      trusted = await listSettings(git, false);
    },
  };
}

/** Keys whose value git runs, or which move where it reads and writes; and what makes them harmless. */
const DANGEROUS: readonly (readonly [RegExp, string])[] = [
  [/^filter\..*\.(clean|smudge|process)$/, ""],
  // An empty driver would take "ours" in silence; a failing one is a conflict that is shown.
  [/^merge\..*\.driver$/, "false"],
  [/^diff\.(.*\.)?(external|command|textconv)$/, ""],
  [/^core\.(editor|pager|askpass|gitproxy|sshcommand|alternaterefscommand)$/, ""],
  [/^core\.attributesfile$/, "/dev/null"],
  [/^core\.bare$/, "false"],
  [/^gpg\.(.*\.)?(program|defaultkeycommand)$/, "false"],
  [/^credential\.(.*\.)?helper$/, ""],
  [/^submodule\..*\.update$/, "checkout"],
  [/^(sequence\.editor|trailer\..*\.(cmd|command)|uploadpack\.packobjectshook)$/, "false"],
  [/^hook\..*\.command$/, "true"],
  [/^remote\..*\.(uploadpack|receivepack|vcs)$/, "false"],
  [/^protocol\.(.*\.)?allow$/, "never"],
];

function undo(now: readonly Setting[], trusted: readonly Setting[]): readonly Setting[] {
  const settings: Setting[] = [];
  for (const [key, value] of now) {
    const row = DANGEROUS.find(([pattern]) => pattern.test(key));
    if (row === undefined || has(trusted, key, value)) continue;
    const before = trusted.findLast(([name]) => name === key);
    settings.push([key, before?.[1] ?? row[1]]);
    const isNewFilter = key.startsWith("filter.") && before === undefined;
    if (isNewFilter) settings.push([key.replace(/\.[a-z]+$/, ".required"), "false"]);
  }
  return settings;
}

function has(settings: readonly Setting[], key: string, value: string): boolean {
  return settings.some(([name, held]) => name === key && held === value);
}

async function listSettings(git: Git, onlyUsers: boolean): Promise<readonly Setting[]> {
  const answer = await git.run(["config", "--list", "--includes", "--show-scope", "-z"]);
  const fields = answer.stdout.split("\0");
  const settings: Setting[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const isRepositorys = ["local", "worktree"].includes(fields[at] ?? "");
    if (!(onlyUsers && isRepositorys)) settings.push(setting(fields[at + 1] ?? ""));
  }
  return settings;
}

/** A key without a value stands for `true`. */
function setting(entry: string): Setting {
  const end = entry.indexOf("\n");
  return end < 0 ? [entry, "true"] : [entry.slice(0, end), entry.slice(end + 1)];
}

function readsOwn(settings: readonly Setting[]): boolean {
  return settings.some(([key, value]) =>
    key === "extensions.worktreeconfig" && !/^(false|no|off|0)$/i.test(value)
  );
}

/** A slot's own `config.worktree` counts only in that slot; most repositories have none. */
function stampOf(commonDir: string, place: Place, hasOwn: boolean): string {
  const gitDir = place.env["GIT_DIR"];
  const folders = gitDir === undefined || gitDir === commonDir ? [commonDir] : [commonDir, gitDir];
  const own = hasOwn ? folders.map((folder) => `${folder}/config.worktree`) : [];
  return [`${commonDir}/config`, ...own].map(stamp).filter((part) => part !== "").join(" ");
}

/** Changes with every write: the change time cannot be set back. */
export function stamp(path: string): string {
  try {
    const info = Deno.statSync(path);
    const times = [info.ctime, info.mtime].map((time) => time?.getTime() ?? 0);
    return `${info.dev}.${info.ino}.${info.size}.${info.mode}.${times.join(".")}`;
  } catch {
    return "";
  }
}
