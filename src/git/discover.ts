// Finds out where a project stands: in which repository, on which branch, under whose name. Every way in
// which git cannot be used is a value with its reason, so that a start can be refused before anything is paid.
import { dirname, join } from "node:path";
import { type Git, GitRefused } from "./git.ts";
import { isBranchName } from "./refs.ts";
import { exists, readBranch } from "./branches.ts";

export interface Identity {
  readonly name: string;
  readonly email: string;
}

export interface Repository {
  readonly topLevel: string;
  readonly commonDir: string;
  /** Of the worktree the project stands in. */
  readonly gitDir: string;
  /** The main worktree, or the project's where there is none: slots are its siblings. */
  readonly home: string;
  /** The project's folder inside the repository, `/`-separated, empty for its root. */
  readonly subdir: string;
  readonly head: string;
  /** Short name; null when HEAD is detached. */
  readonly branch: string | null;
  readonly isShallow: boolean;
  /** null: git knows no name or e-mail of the user, and none is invented. */
  readonly identity: Identity | null;
}

export type Discovery =
  | { readonly kind: "found"; readonly repository: Repository }
  | { readonly kind: "none" }
  | { readonly kind: "bare" }
  | { readonly kind: "inside_git_dir" }
  | { readonly kind: "unborn"; readonly topLevel: string; readonly branch: string }
  | { readonly kind: "refused"; readonly message: string };

export type TargetFound =
  | {
    readonly kind: "found";
    readonly target: string;
    readonly sha: string;
    /** The worktree that has it checked out. */
    readonly worktree: string | null;
  }
  | { readonly kind: "missing"; readonly target: string }
  | { readonly kind: "invalid"; readonly target: string }
  | { readonly kind: "detached" };

export async function discover(git: Git): Promise<Discovery> {
  try {
    return await ask(git);
  } catch (error) {
    if (!(error instanceof GitRefused && error.isMissing)) throw error;
    const nearest = await nearestGit(git.place.dir);
    return nearest === null
      ? { kind: "none" }
      : { kind: "refused", message: `"${nearest}" is there, but git is not installed` };
  }
}

async function ask(git: Git): Promise<Discovery> {
  const answer = await git.run(
    ["rev-parse", "--is-bare-repository", "--is-inside-work-tree", "--is-shallow-repository"],
    { okCodes: [0, 128] },
  );
  if (answer.code !== 0) {
    const isNone = /not a git repository/.test(answer.stderr);
    const broken = isNone ? await nearestGit(git.place.dir) : null;
    return isNone && broken === null
      ? { kind: "none" }
      : { kind: "refused", message: unusable(broken, answer.stderr.trim()) };
  }
  const [bare, inside, shallow] = answer.stdout.split("\n");
  if (inside !== "true") return { kind: bare === "true" ? "bare" : "inside_git_dir" };
  const described = await describe(git, shallow === "true");
  if (described.kind !== "found") return described;
  const nearest = await nearestGit(git.place.dir);
  // Git passes over one that it can't use and takes the repository around it, which was not meant.
  return nearest !== null && nearest !== described.repository.gitDir && await isFolder(nearest)
    ? { kind: "refused", message: unusable(nearest, "git took the repository around it") }
    : described;
}

function unusable(path: string | null, why: string): string {
  return path === null ? why : `"${path}" is there, but git can't use it (${why})`;
}

/** The `.git` of this folder, or of the nearest one above that has one. */
async function nearestGit(from: string): Promise<string | null> {
  for (let folder = await Deno.realPath(from);; folder = dirname(folder)) {
    const path = join(folder, ".git");
    if (await exists(path)) return path;
    if (dirname(folder) === folder) return null;
  }
}

function isFolder(path: string): Promise<boolean> {
  return Deno.lstat(path).then((info) => info.isDirectory, () => false);
}

const HEADS = "refs/heads/";

/** The branch landings go to: the one named, else the remote's default, `main`, `master`, the current one. */
export async function resolveTarget(
  git: Git,
  repository: Repository,
  given: string,
): Promise<TargetFound> {
  if (given !== "" && !isBranchName(given)) return { kind: "invalid", target: given };
  const names = given !== "" ? [given] : await likelyTargets(git, repository);
  for (const target of names) {
    const found = await readBranch(git, `refs/heads/${target}`);
    if (found === null) continue;
    // A name for another branch: that one is checked out, and moves.
    const real = found.aliasOf === null ? null : await readBranch(git, found.aliasOf);
    const { ref, sha, worktree } = real ?? found;
    if (ref.startsWith(HEADS)) {
      return { kind: "found", target: ref.slice(HEADS.length), sha, worktree };
    }
  }
  return given !== "" ? { kind: "missing", target: given } : { kind: "detached" };
}

async function describe(git: Git, isShallow: boolean): Promise<Discovery> {
  const path = (flag: string) => git.text(["rev-parse", "--path-format=absolute", flag]);
  const [topLevel, commonDir, gitDir, prefix, branch, head, identity] = await Promise.all([
    path("--show-toplevel"),
    path("--git-common-dir"),
    path("--git-dir"),
    git.text(["rev-parse", "--show-prefix"]),
    git.run(["symbolic-ref", "-q", "--short", "HEAD"], { okCodes: [0, 1] }),
    git.run(["rev-parse", "-q", "--verify", "HEAD^{commit}"], { okCodes: [0, 1, 128] }),
    findIdentity(git),
  ]);
  const name = branch.code === 0 ? branch.stdout.trimEnd() : null;
  if (head.code !== 0) return { kind: "unborn", topLevel, branch: name ?? "" };
  const isMain = commonDir === `${topLevel}/.git` || !commonDir.endsWith("/.git");
  const repository = {
    topLevel,
    commonDir,
    gitDir,
    home: isMain ? topLevel : commonDir.slice(0, -"/.git".length),
    subdir: prefix.replace(/\/$/, ""),
    head: head.stdout.trim(),
    branch: name,
    isShallow,
    identity,
  };
  return { kind: "found", repository };
}

/** Git's guess from the login and the host name is not the user's word. */
async function findIdentity(git: Git): Promise<Identity | null> {
  const ask = (what: string) =>
    git.run(["var", what], { okCodes: [0, 128], config: ["user.useConfigOnly=true"] });
  const [author, committer] = await Promise.all([
    ask("GIT_AUTHOR_IDENT"),
    ask("GIT_COMMITTER_IDENT"),
  ]);
  const match = /^(.*) <(.*)> \d+ [+-]\d+\n?$/.exec(author.stdout);
  if (author.code !== 0 || committer.code !== 0 || match === null) return null;
  const [, name = "", email = ""] = match;
  return name === "" || email === "" ? null : { name, email };
}

async function likelyTargets(git: Git, repository: Repository): Promise<readonly string[]> {
  const remote = await git.run(["symbolic-ref", "-q", "refs/remotes/origin/HEAD"], {
    okCodes: [0, 1],
  });
  const byRemote = remote.stdout.trimEnd().replace(/^refs\/remotes\/origin\//, "");
  const current = repository.branch === null ? [] : [repository.branch];
  return [byRemote, "main", "master", ...current].filter((name) => name !== "");
}
