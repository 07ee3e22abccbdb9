// Runs git: argv in, exit code and bytes out. Never through a shell, never with a prompt, a pager, a hook or
// a file-system monitor of the repository's own, and never without a time limit.
import type { Clock } from "../runner/ports.ts";
import { gitEnvironment } from "./environment.ts";
import { type Bounded, type Ended, spawnBounded } from "./spawn.ts";

export interface GitResult {
  readonly code: number;
  readonly stdout: string;
  readonly bytes: Uint8Array;
  readonly stderr: string;
  /** It printed more than `mostBytes`: what came first is here, and its code says nothing. */
  readonly isCut: boolean;
  readonly signal: string | null;
}

export interface GitOptions {
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are answers; any other throws `GitFailure`. */
  readonly okCodes?: readonly number[];
  readonly timeoutMs?: number;
  /** Of standard output. */
  readonly mostBytes?: number;
  /** How long a lock that somebody holds is waited for. */
  readonly lockWaitMs?: number;
  /** Settings for this call, `key=value`. */
  readonly config?: readonly string[];
  /** Half of it must not be done: no signal to our group reaches it, and it is not run again. */
  readonly isWhole?: boolean;
  /** Leaves the user's hooks path alone: only for running the user's own hooks. */
  readonly withHooks?: boolean;
}

/** Where calls are made: a folder and the variables that name its repository. */
export interface Place {
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface Git {
  readonly place: Place;
  run(args: readonly string[], options?: GitOptions): Promise<GitResult>;
  /** Standard output without its last line feed. */
  text(args: readonly string[], options?: GitOptions): Promise<string>;
  /** The same git somewhere else. */
  at(place: Place): Git;
}

export interface GitSetup {
  readonly dir: string;
  /** The environment to build on; only what git may have of it is passed. */
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Settings that undo what an agent wrote into the repository's config; see `guard.ts`. */
  readonly overrides?: (place: Place) => Promise<readonly (readonly [string, string])[]>;
}

export class GitFailure extends Error {
  override readonly name = "GitFailure";
  /** null: it ran out of time. */
  readonly code: number | null;
  readonly stderr: string;

  constructor(args: readonly string[], code: number | null, stderr: string) {
    const why = code === null ? "it ran out of time" : stderr.trim() || `it exited with ${code}`;
    super(`Cannot run git ${args[0] ?? ""}: ${why}`);
    this.code = code;
    this.stderr = stderr;
  }
}

/** Git, or the repository, is not as it must be: said to a person, for it is no bug. */
export class GitRefused extends Error {
  override readonly name = "GitRefused";
  readonly hint: string;
  /** There is no program of that name. */
  readonly isMissing: boolean;

  constructor(
    message: string,
    hint: string,
    options: { readonly cause?: unknown; readonly isMissing?: boolean } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = hint;
    this.isMissing = options.isMissing ?? false;
  }
}

const DEFAULT_TIMEOUT_MS = 120_000;
const LOCK_WAIT_MS = 10_000;
const MOST_REPEATS = 5;
const MEANT_FOR_US = new Set(["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]);
const SETTINGS = [
  "core.fsmonitor=false",
  "core.quotePath=false",
  "core.safecrlf=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "protocol.ext.allow=never",
  "commit.gpgSign=false",
  "submodule.recurse=false",
  "advice.detachedHead=false",
  "advice.addEmbeddedRepo=false",
  // What is read must be what was asked for, as it was written.
  "log.showSignature=false",
  "i18n.logOutputEncoding=UTF-8",
  // Of git 2.48 on: a slot is told by its absolute path.
  "worktree.useRelativePaths=false",
];

export function openGit(setup: GitSetup): Git {
  const base = gitEnvironment(setup.env);
  const at = (place: Place): Git => ({
    place,
    at,
    run: (args, options = {}) => runUnlocked(setup, base, place, args, options),
    text: async (args, options) =>
      (await runUnlocked(setup, base, place, args, options ?? {})).stdout.replace(/\n$/, ""),
  });
  return at({ dir: setup.dir, env: {} });
}

/** Throws unless git is 2.38 or later, which `merge-tree --write-tree` needs. */
export async function gitVersion(git: Git): Promise<string> {
  const line = await git.text(["version"]);
  const match = /(\d+)\.(\d+)[\w.]*/.exec(line);
  const [major, minor] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)];
  if (major > 2 || (major === 2 && minor >= 38)) return match?.[0] ?? line;
  throw new Error(`Cannot use this git: it is too old (expected 2.38 or later, found "${line}")`);
}

async function runUnlocked(
  setup: GitSetup,
  base: Record<string, string>,
  place: Place,
  args: readonly string[],
  options: GitOptions,
): Promise<GitResult> {
  const waitMs = options.lockWaitMs ?? LOCK_WAIT_MS;
  const began = setup.clock.elapsed();
  let repeats = 0;
  for (let pauseMs = 20;; pauseMs = Math.min(pauseMs * 2, 250)) {
    const result = await runOnce(setup, base, place, args, options);
    const isHeld = result.code !== 0 &&
      (isLockHeld(result.stderr) || isBeingMade(result.stderr));
    if (isHeld && setup.clock.elapsed() - began < waitMs) {
      await setup.clock.sleep(pauseMs);
      continue;
    }
    // Whoever signals our whole group means us, and we have our own way to stop.
    const isMeantForUs = MEANT_FOR_US.has(result.signal ?? "") && options.isWhole !== true;
    if (isMeantForUs && !result.isCut && repeats++ < MOST_REPEATS) continue;
    if (result.isCut || (options.okCodes ?? [0]).includes(result.code)) return result;
    throw new GitFailure(args, result.code, result.stderr);
  }
}

async function runOnce(
  setup: GitSetup,
  base: Record<string, string>,
  place: Place,
  args: readonly string[],
  options: GitOptions,
): Promise<GitResult> {
  const overrides = await setup.overrides?.(place) ?? [];
  const hooks = options.withHooks === true ? [] : ["core.hooksPath=/dev/null"];
  const settings = [...SETTINGS, ...hooks, ...(options.config ?? [])];
  // `-c` would cut a key at its first `=`, and with it the name an agent chose.
  const undone = overrides.map(([key], n) => `--config-env=${key}=SPEC_TUI_SETTING_${n}`);
  const values = overrides.map(([, value], n) => [`SPEC_TUI_SETTING_${n}`, value]);
  const end = await start({
    argv: ["git", ...settings.flatMap((setting) => ["-c", setting]), ...undone, ...args],
    cwd: place.dir,
    env: { ...base, ...place.env, ...options.env, ...Object.fromEntries(values) },
    stdin: options.stdin ?? null,
    isRepeatable: options.isWhole !== true,
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    ...options.mostBytes === undefined ? {} : { mostBytes: options.mostBytes },
  });
  const stderr = new TextDecoder().decode(end.stderr);
  if (end.timedOut) throw new GitFailure(args, null, stderr);
  return {
    code: end.code,
    isCut: end.isCut,
    signal: end.signal,
    bytes: end.stdout,
    stderr,
    get stdout() {
      return new TextDecoder("utf-8", { ignoreBOM: true }).decode(end.stdout);
    },
  };
}

async function start(request: Bounded): Promise<Ended> {
  try {
    return await spawnBounded(request);
  } catch (error) {
    throw await whyNotStarted(error, request.cwd);
  }
}

async function whyNotStarted(cause: unknown, cwd: string): Promise<GitRefused> {
  const say = (why: string, hint: string, isMissing = false) =>
    new GitRefused(`Cannot run git in "${cwd}": ${why}`, hint, { cause, isMissing });
  if (!(cause instanceof Deno.errors.NotFound)) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return say(why, "see `spec-tui doctor`; what was done is kept, the next run goes on");
  }
  const hasFolder = await Deno.stat(cwd).then((info) => info.isDirectory, () => false);
  return hasFolder
    ? say("it is not installed", "install git 2.38 or later", true)
    : say("the folder is gone", "run it where the project is");
}

/** Another process holds a lock file; a reference that is not where it was expected is not that. */
export function isLockHeld(stderr: string): boolean {
  return /Unable to create '[^\n]*\.lock': File exists/.test(stderr);
}

/** Every call looks at every worktree, and one that is just being added has empty files for a moment. */
export function isBeingMade(stderr: string): boolean {
  return /failed to read [^\n]*\/worktrees\/[^\n/]+\/(commondir|gitdir|HEAD)\b/.test(stderr);
}
