// The user's own commit hooks, run on an attempt before anything else is: with HEAD at the merge base and the
// attempt in the index, as at a commit made by hand.
import type { Git } from "./git.ts";
import { withoutRepository } from "./environment.ts";
import { spawnBounded } from "./spawn.ts";
import { isAncestor, readText } from "./branches.ts";
import type { Identity } from "./discover.ts";
import { detachHead } from "./capture.ts";
import { commitTree } from "./objects.ts";
import { stageTree, type Staging } from "./stage_tree.ts";

export interface HookRun {
  /** Stands in the slot. */
  readonly git: Git;
  readonly gitDir: string;
  readonly root: string;
  /** The user's checkout, to tell which hooks the slot lacks. */
  readonly userRoot: string;
  /** The user's hooks folder as it was when the engine opened; relative to the worktree, or absolute. */
  readonly folder: string;
  readonly staging: Omit<Staging, "which">;
  readonly sha: string;
  readonly identity: Identity;
  readonly sign: boolean;
  /** The user's environment, and the cookie by which a hook's leftovers are found. */
  readonly env: Readonly<Record<string, string>>;
  readonly nowMs: number;
  readonly timeoutMs: number;
}

export interface HookOutcome {
  readonly passed: boolean;
  readonly output: string;
  readonly sha: string;
  readonly notices: readonly string[];
  readonly ran?: true;
}

const HOOKS = ["pre-commit", "commit-msg"] as const;
type HookName = typeof HOOKS[number];
const OUTPUT_LIMIT = 64 * 1024;

export async function runHooks(run: HookRun): Promise<HookOutcome> {
  const [present, notices] = await lookAround(run);
  if (present.length === 0) return { passed: true, output: "", sha: run.sha, notices };
  await detachHead(run.git, run.gitDir, await mergeBase(run));
  const outcome = await runPresent(run, present);
  await detachHead(run.git, run.gitDir, outcome.sha);
  // A refused attempt leaves the slot as it was; what a hook half-wrote is not the attempt's.
  if (!outcome.passed) await run.git.run(["reset", "--hard", "--quiet", run.sha]);
  return { ...outcome, notices, ran: true };
}

async function runPresent(
  run: HookRun,
  present: readonly HookName[],
): Promise<Omit<HookOutcome, "notices">> {
  let output = "";
  const before = await run.git.text(["show", "-s", "--format=%B%x00%P%x00%T", run.sha]);
  const [body = "", parents = "", tree = ""] = before.split("\0");
  const wordsFile = `${run.gitDir}/COMMIT_EDITMSG`;
  await Deno.writeTextFile(wordsFile, body);
  for (const hook of present) {
    const end = await runHook(run, hook, hook === "commit-msg" ? [wordsFile] : []);
    output = tail(`${output}${end.text}`);
    if (end.code !== 0) return { passed: false, output, sha: run.sha };
  }
  const words = await readText(wordsFile) ?? body;
  const staged = await stageTree({ ...run.staging, which: "tracked" });
  if (staged.tree === tree && words.trimEnd() === body.trimEnd()) {
    return { passed: true, output, sha: run.sha };
  }
  const sha = await commitTree(run.git, {
    tree: staged.tree,
    parents: parents.split(" ").filter((parent) => parent !== ""),
    message: words,
    identity: run.identity,
    atMs: run.nowMs,
    sign: run.sign,
  });
  return { passed: true, output, sha };
}

/** With the user's own locale and settings; only what would lead out of the slot is set. */
async function runHook(
  run: HookRun,
  hook: HookName,
  args: readonly string[],
): Promise<{ readonly code: number; readonly text: string }> {
  const operands = args.length > 0 ? ["--", ...args] : [];
  const settings = ["-c", `core.hooksPath=${run.folder}`, "-c", "core.fsmonitor=false"];
  const end = await spawnBounded({
    argv: ["git", ...settings, "hook", "run", "--ignore-missing", hook, ...operands],
    cwd: run.root,
    env: {
      ...withoutRepository(run.env),
      ...run.git.place.env,
      GIT_INDEX_FILE: `${run.gitDir}/index`,
      GIT_EDITOR: ":",
      GIT_TERMINAL_PROMPT: "0",
    },
    stdin: null,
    timeoutMs: run.timeoutMs,
    lastBytes: OUTPUT_LIMIT,
  });
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const late = end.timedOut ? `\n${hook} was stopped after ${run.timeoutMs / 1000} s\n` : "";
  const text = `${decode(end.stdout)}${decode(end.stderr)}${late}`;
  return { code: end.timedOut ? 124 : end.code, text };
}

/** The queue tip the attempt was made on, when the attempt descends from it. */
async function mergeBase(run: HookRun): Promise<string> {
  const { git, staging, sha } = run;
  if (await isAncestor(git, staging.base, sha)) return staging.base;
  return await git.text(["merge-base", staging.base, sha]);
}

/** Asked once, before any agent runs. */
export async function hooksFolder(git: Git, commonDir: string): Promise<string> {
  const answer = await git.run(["config", "--type=path", "--get", "core.hooksPath"], {
    okCodes: [0, 1],
    withHooks: true,
  });
  return answer.stdout.replace(/\n$/, "") || `${commonDir}/hooks`;
}

async function lookAround(
  run: HookRun,
): Promise<readonly [readonly HookName[], readonly string[]]> {
  const { folder } = run;
  const isRelative = !folder.startsWith("/");
  const inSlot = isRelative ? `${run.root}/${folder}` : folder;
  const present: HookName[] = [];
  const notices: string[] = [];
  for (const hook of HOOKS) {
    if (await isExecutable(`${inSlot}/${hook}`)) present.push(hook);
    else if (isRelative && await isExecutable(`${run.userRoot}/${folder}/${hook}`)) {
      notices.push(
        `Your checkout has the hook "${folder}/${hook}" but a fresh worktree does not: it was not run`,
      );
    }
  }
  return [present, notices];
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    const info = await Deno.stat(path);
    return info.isFile && ((info.mode ?? 0) & 0o111) !== 0;
  } catch {
    return false;
  }
}

function tail(text: string): string {
  return text.length <= OUTPUT_LIMIT ? text : `…${text.slice(-OUTPUT_LIMIT)}`;
}
