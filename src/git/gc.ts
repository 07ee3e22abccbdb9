// What can be thrown away without losing a commit: idle slots, and refs whose commits other refs hold.
import { basename, dirname } from "node:path";
import type { Git } from "./git.ts";
import { type Branch, readBranches } from "./branches.ts";
import { attemptsRoot } from "./refs.ts";
import { linkedWorktrees, worktreeAt } from "./slots.ts";
import type { OpenRepository } from "./repository.ts";

export interface Garbage {
  readonly kind: "slot" | "aside" | "attempt" | "label";
  /** A path for slots and folders set aside, a ref for the others. */
  readonly name: string;
  readonly sha: string | null;
  /** null: it can go. */
  readonly keptBecause: string | null;
}

export interface Collecting {
  readonly opened: OpenRepository;
  readonly key: string | null;
  readonly pathOf: (n: number) => string;
  /** Slots and asides are looked for up to this number. */
  readonly slots: number;
}

/** Whoever made what stood in a slot's place, it may hold the only copy of something. */
const FOREIGN = "it was moved aside and is not ours to remove";

/** Everything of ours, with the reason where it must stay. For when no engine lives. */
export async function listGarbage(collecting: Collecting): Promise<readonly Garbage[]> {
  const refs = await listRefs(collecting);
  const held = new Set(refs.filter((ref) => ref.keptBecause !== null).map((ref) => ref.sha));
  return [...await listSlots(collecting, held), ...refs];
}

/** Removes what `listGarbage` says can go; returns that. */
export async function collect(
  collecting: Collecting,
  isDryRun: boolean,
): Promise<readonly Garbage[]> {
  const going = (await listGarbage(collecting)).filter((item) => item.keptBecause === null);
  if (isDryRun) return going;
  const { git } = collecting.opened;
  for (const item of going.filter((each) => each.kind === "slot")) {
    await git.run(["worktree", "remove", "--force", "--", item.name]);
  }
  const refs = going.filter((item) => item.sha !== null && item.name.startsWith("refs/"));
  const lines = refs.map((ref) => `delete ${ref.name} ${ref.sha}\n`).join("");
  if (lines !== "") await git.run(["update-ref", "--stdin"], { stdin: lines });
  return going;
}

async function listRefs(collecting: Collecting): Promise<readonly Garbage[]> {
  const { git } = collecting.opened;
  const root = attemptsRoot(collecting.key);
  const all = await readBranches(git, []);
  const attempts = all.filter((ref) => ref.ref.startsWith(root) && isOwn(collecting.key, ref.ref));
  const attemptShas = new Set(attempts.map((ref) => ref.sha));
  const labels = all.filter((ref) =>
    ref.ref.startsWith("refs/heads/task/") && attemptShas.has(ref.sha) && ref.worktree === null
  );
  // A label holds nothing: people delete branches, and ours is known by the attempt it points at.
  const kept = all.filter((ref) => !attempts.includes(ref) && !labels.includes(ref));
  const loose = await unreachable(git, [...labels, ...attempts], kept);
  return [
    ...labels.map((ref) => verdict("label", ref, loose)),
    ...attempts.map((ref) => verdict("attempt", ref, loose)),
  ];
}

function verdict(kind: "label" | "attempt", ref: Branch, loose: ReadonlySet<string>): Garbage {
  const keptBecause = loose.has(ref.sha) ? "no other ref holds its commit" : null;
  return { kind, name: ref.ref, sha: ref.sha, keptBecause };
}

/** The plain project's attempts lie beside the folders of keyed ones: `<task>/<attempt>/<execution>`. */
function isOwn(key: string | null, ref: string): boolean {
  return ref.slice(attemptsRoot(key).length).split("/").length === 3;
}

/** Commits of `refs` that none of `kept` reaches. */
async function unreachable(
  git: Git,
  refs: readonly Branch[],
  kept: readonly Branch[],
): Promise<ReadonlySet<string>> {
  if (refs.length === 0) return new Set();
  const lines = [...refs.map((ref) => ref.sha), ...kept.map((ref) => `^${ref.sha}`)];
  const listed = await git.text(["rev-list", "--ignore-missing", "--stdin"], {
    stdin: `${lines.join("\n")}\n`,
  });
  return new Set(listed.split("\n"));
}

async function listSlots(
  collecting: Collecting,
  held: ReadonlySet<string | null>,
): Promise<readonly Garbage[]> {
  const { repository, git } = collecting.opened;
  const worktrees = await linkedWorktrees(repository.commonDir);
  const found: Garbage[] = [];
  for (let n = 1; n <= collecting.slots; n++) {
    const root = collecting.pathOf(n);
    found.push(...await asidesOf(root));
    const gitDir = worktrees.get(root);
    if (gitDir === undefined) continue;
    const there = git.at(worktreeAt(repository, n, root, gitDir).place);
    found.push({
      kind: "slot",
      name: root,
      sha: null,
      keptBecause: await whyKept(git, there, held),
    });
  }
  return found;
}

async function whyKept(
  git: Git,
  slot: Git,
  held: ReadonlySet<string | null>,
): Promise<string | null> {
  const head = await slot.run(["rev-parse", "-q", "--verify", "HEAD^{commit}"], {
    okCodes: [0, 1, 128],
  });
  const isThere = await Deno.stat(slot.place.dir).then(() => true, () => false);
  if (!isThere || head.code !== 0) return null;
  const status = await slot.run(["status", "--porcelain", "-z", "--untracked-files=all"]);
  if (status.bytes.length > 0) return "it holds changes that are in no commit";
  const sha = head.stdout.trim();
  if (held.has(sha)) return null;
  const holders = await git.text(["for-each-ref", "--count=1", `--contains=${sha}`]);
  return holders === "" ? "no ref holds its commit" : null;
}

async function asidesOf(root: string): Promise<readonly Garbage[]> {
  const found: Garbage[] = [];
  const prefix = `${basename(root)}.aside-`;
  try {
    for await (const entry of Deno.readDir(dirname(root))) {
      if (!entry.name.startsWith(prefix)) continue;
      const name = `${dirname(root)}/${entry.name}`;
      found.push({ kind: "aside", name, sha: null, keptBecause: FOREIGN });
    }
  } catch { /* there is no such folder */ }
  return found;
}
