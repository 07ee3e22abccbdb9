// What most stories share: a project with a user's unfinished work in it, a run to its end, and what must be
// as it was afterwards.
import assert from "node:assert/strict";
import { noCallPaidTwice, noProcessLeft } from "./assertions.ts";
import { type Checkout, checkout } from "./checkout.ts";
import { facts, type LoggedFact } from "./observe.ts";
import { type Ended, type Options, runProgram } from "./program.ts";
import { createProject, type Project, type ProjectOptions } from "./project.ts";

export const RUN: readonly string[] = ["run", "--all", "--no-tui"];

export interface Story extends AsyncDisposable {
  readonly project: Project;
  /** The checkout before anything ran. */
  readonly before: Checkout;
}

/** A project in which the user has changed, staged, untracked, ignored and stashed work. */
export async function beginStory(options: ProjectOptions = {}): Promise<Story> {
  const project = await createProject({
    dirty: { "README.md": "changed by hand\n" },
    staged: { "src/staged.txt": "staged\n" },
    untracked: { "notes/untracked.txt": "untracked\n" },
    ignored: { "secret.env": "A=1\n" },
    ...options,
    files: { "README.md": "as committed\n", "src/kept.txt": "kept\n", ...options.files },
  });
  if ((options.git ?? "committed") === "committed") {
    const stash = await project.git("stash", "create");
    if (stash !== "") await project.git("stash", "store", "-m", "mine", stash);
  }
  return {
    project,
    before: await checkout(project),
    [Symbol.asyncDispose]: () => project[Symbol.asyncDispose](),
  };
}

/** What agents write when nothing else is said, and the spec's own file. */
export const LANDED_FILES = /^(work\/|spec\/[\w-]*tasks\.md$)/;

/** Runs, and holds against every run: nothing of the user's moved, nothing is left, nothing was paid twice. */
export async function runStory(
  story: Story,
  argv: readonly string[] = RUN,
  options: Options & { readonly landed?: RegExp } = {},
): Promise<Ended> {
  const ended = await runProgram(story.project, argv, options);
  await unharmed(story, options.landed);
  await noProcessLeft(story.project);
  await noCallPaidTwice(story.project);
  return ended;
}

/** P5: all but what landed is as it was: files, index, branch, refs, stashes. */
export async function unharmed(story: Story, landed: RegExp = LANDED_FILES): Promise<void> {
  const { before, project } = story;
  const now = await checkout(project);
  const files = (print: Checkout) =>
    Object.fromEntries(Object.entries(print.files).filter(([path]) => !landed.test(path)));
  const index = (print: Checkout) =>
    print.index.split("\n").filter((line) => !landed.test(line.split("\t")[1] ?? ""));
  const refs = (print: Checkout) =>
    Object.entries(print.refs).filter(([name]) => name !== `refs/heads/${project.mainBranch}`);
  assert.deepEqual(files(now), files(before), "files of the user");
  assert.deepEqual(index(now), index(before), "the index");
  assert.equal(now.head.split(" ")[0], before.head.split(" ")[0], "the branch checked out");
  assert.deepEqual(refs(now), refs(before), "refs that are not ours");
  assert.equal(now.stashes, before.stashes, "stashes");
}

/** Facts of one type, of one task if named. */
export async function factsOf(
  project: Project,
  type: string,
  task?: string,
): Promise<readonly LoggedFact[]> {
  return (await facts(project)).filter((fact) =>
    fact.type === type && (task === undefined || fact.task === task)
  );
}

/** How each attempt of a task failed: `implement no_verdict`. */
export async function failures(project: Project, task: string): Promise<readonly string[]> {
  return (await factsOf(project, "StageFailed", task)).map((fact) =>
    `${fact.stage} ${failureOf(fact).kind}`
  );
}

export function failureOf(fact: LoggedFact | undefined): {
  readonly kind: string;
  readonly message: string;
  readonly evidence: string;
} {
  const failure = fact?.body.failure;
  assert.ok(typeof failure === "object" && failure !== null, "a fact with a failure");
  const text = (name: string) => String(Object.getOwnPropertyDescriptor(failure, name)?.value);
  return { kind: text("kind"), message: text("message"), evidence: text("evidence") };
}

/** Every file of a commit and its text. */
export async function treeOf(project: Project, ref: string): Promise<readonly string[]> {
  return (await project.git("ls-tree", "-r", "--name-only", ref)).split("\n");
}

/** One JSON document and nothing else. */
// deno-lint-ignore no-explicit-any -- what a test looks into is what it asserts
export function documentOf(ended: Ended): any {
  try {
    return JSON.parse(ended.stdout);
  } catch {
    throw new Error(`Cannot read one document: "${ended.stdout}"\n${ended.stderr}`);
  }
}
