// Makes a tree of what stands in a slot, however it was left: staged, committed, in a nested repository,
// behind a flag. What the attempt may not change is put back, in the tree and in the slot.
import { type Git, GitRefused } from "./git.ts";
import { exists } from "./branches.ts";
import { type Change, GITLINK, nameList, NO_FILE, stagedChanges, toBytes } from "./changes.ts";
import { dropHiddenFlags } from "./empty_slot.ts";
import { absorbNested, declaredSubmodules } from "./nested.ts";

export interface Staging {
  /** Stands in the slot. */
  readonly git: Git;
  readonly gitDir: string;
  readonly root: string;
  readonly base: string;
  /** What the slot was set to before the agent came. */
  readonly start: string;
  readonly subdir: string;
  readonly protectedPaths: readonly string[];
  readonly links: readonly string[];
  /** Stamp of an index that hides nothing. */
  readonly knownIndex: string;
  /** `tracked`: leave files git does not know, as a commit hook's own commit would. */
  readonly which: "all" | "tracked";
}

export interface Staged {
  readonly tree: string;
  readonly changed: boolean;
  readonly excluded: readonly string[];
  readonly outside: readonly string[];
  readonly notices: readonly string[];
}

export async function stageTree(staging: Staging): Promise<Staged> {
  const { git, base } = staging;
  const added = await addAll(staging);
  const notices = [...added.notices];
  // Tree and differences at once; only what has to be put back costs a second tree.
  const [firstTree, first] = await Promise.all([
    git.text(["write-tree"]),
    stagedChanges(git, base),
  ]);
  const absorbed = await absorbNested(staging, first, added.leftOut);
  if (absorbed.length > 0) {
    notices.push(...absorbed);
    return withNotices(await stageTree(staging), notices);
  }
  notices.push(...await moved(staging, first));
  const excluded = first.filter((change) => isProtected(staging.protectedPaths, change.path));
  const kept = first.filter((change) => !excluded.includes(change));
  if (excluded.length > 0) await putBack(staging, excluded);
  return {
    tree: excluded.length > 0 ? await git.text(["write-tree"]) : firstTree,
    changed: kept.length > 0,
    excluded: excluded.map((change) => change.path).sort(),
    outside: kept.filter((change) => !isInside(staging.subdir, change.path))
      .map((change) => change.path),
    notices,
  };
}

/** A protected path is a file or a folder; whatever takes its place, or stands in its way, counts too. */
export function isProtected(protectedPaths: readonly string[], path: string): boolean {
  return protectedPaths.some((name) =>
    path === name || isInside(name, path) || isInside(path, name)
  );
}

function isInside(folder: string, path: string): boolean {
  return folder === "" || path.startsWith(`${folder}/`);
}

function withNotices(staged: Staged, notices: readonly string[]): Staged {
  return { ...staged, notices: [...notices, ...staged.notices] };
}

interface Added {
  readonly notices: readonly string[];
  /** A nested repository without a commit was passed over. */
  readonly leftOut: boolean;
}

async function addAll(staging: Staging): Promise<Added> {
  const { git, gitDir } = staging;
  const rebuild = async () => {
    if (!await exists(`${gitDir}/index`)) await git.run(["read-tree", staging.start]);
  };
  await Deno.mkdir(staging.root, { recursive: true });
  await rebuild();
  const [wasHidden, first] = await Promise.all([
    dropHiddenFlags(git, gitDir, staging.knownIndex),
    add(staging),
  ]);
  if (!wasHidden) return first;
  await rebuild();
  const second = await add(staging);
  const notice = "Flags in the index hid files from git; they were taken all the same";
  return { ...second, notices: [notice, ...second.notices] };
}

const DATABASE =
  /^.*(?:insufficient permission for adding an object|failed to insert into database).*$/m;

async function add(staging: Staging): Promise<Added> {
  const what = staging.which === "all" ? "-A" : "-u";
  const links = staging.links.map((link) => `:(exclude,top,literal)${link}`);
  const args = ["add", what, "--sparse", "--ignore-errors", "--", ".", ...links];
  const answer = await staging.git.run(args, { okCodes: [0, 1, 128], timeoutMs: 600_000 });
  if (answer.code === 0) return { notices: [], leftOut: false };
  // Not a file that can't be read, but nothing that can be kept: that must not look like no work.
  const database = DATABASE.exec(answer.stderr);
  if (database !== null) {
    throw new GitRefused(
      `Cannot keep the files: git can't write to its objects (${database[0].trim()})`,
      "see `spec-tui doctor`: room on the disk, and who owns the folders in .git/objects",
    );
  }
  const lines = answer.stderr.split("\n").filter((line) => /^(error|fatal): /.test(line));
  const nested = lines.filter((line) => /does not have a commit checked out/.test(line));
  const others = lines.filter((line) =>
    !nested.includes(line) && !/adding (some )?files failed/.test(line)
  );
  return {
    notices: others.map((line) => `Not captured: ${line}`),
    leftOut: nested.length > 0,
  };
}

async function putBack(staging: Staging, excluded: readonly Change[]): Promise<void> {
  const { git } = staging;
  const removed = excluded.filter((change) => change.oldMode === NO_FILE);
  const restored = excluded.filter((change) => change.oldMode !== NO_FILE);
  const line = (mode: string, sha: string, raw: string) => `${mode} ${sha}\t${raw}\0`;
  const info = [
    ...removed.map((change) => line("0", change.oldSha, change.raw)),
    ...restored.map((change) => line(change.oldMode, change.oldSha, change.raw)),
  ];
  await git.run(["update-index", "-z", "--index-info"], { stdin: toBytes(info.join("")) });
  // By git, not by path: it follows no link that the agent put in a folder's place.
  for (const change of removed) {
    await git.run(["--literal-pathspecs", "clean", "-ffdxq", "--", change.path]);
  }
  if (restored.length === 0) return;
  await git.run(["checkout-index", "--force", "-u", "-z", "--stdin"], {
    stdin: nameList(restored.map((change) => change.raw)),
  });
}

async function moved(staging: Staging, changes: readonly Change[]): Promise<readonly string[]> {
  const links = changes.filter((change) => change.newMode === GITLINK);
  if (links.length === 0) return [];
  const declared = await declaredSubmodules(staging.root);
  return links.map((change) =>
    declared.has(change.path)
      ? `Submodule "${change.path}" now names ${
        change.newSha.slice(0, 12)
      }, which may exist nowhere else`
      : `"${change.path}" is recorded as a repository of its own without an address`
  );
}
