// P5: the user's own tree in every state. Where it is in the way the work waits with the reason, exit 4, and
// `land` brings it in once the way is free; nothing of the user's is touched before, at or after that.
import assert from "node:assert/strict";
import { join } from "node:path";
import { allDoneInLandedSpec, oneLandingPerTask } from "./kit/assertions.ts";
import { checkout } from "./kit/checkout.ts";
import { queueRef } from "./kit/observe.ts";
import type { Project, ProjectOptions } from "./kit/project.ts";
import { runProgram } from "./kit/program.ts";
import {
  beginStory,
  documentOf,
  failures,
  RUN,
  runStory,
  type Story,
  unharmed,
} from "./kit/stories.ts";
import type { Scenario } from "../fixtures/agents/scenario.ts";

/** Writes a file that the user may have something in, too. */
const SHARES: Scenario = {
  rules: [{
    steps: [
      { do: "write", path: "work/{task}.txt", text: "{task}\n" },
      { do: "write", path: "shared.txt", text: "by {task}\n" },
      // Though it may be ignored.
      { do: "git", argv: ["add", "-f", "work"] },
      { do: "git", argv: ["commit", "-qm", "Work"] },
      { do: "answer", answer: "complete" },
    ],
  }],
};

interface Row {
  readonly what: string;
  readonly options?: ProjectOptions;
  /** Makes the state. */
  readonly make?: (project: Project) => Promise<unknown>;
  /** What the line that tells why must say. */
  readonly says: RegExp;
  /** What the user does about it. */
  readonly mend: (project: Project) => Promise<unknown>;
}

const text = (project: Project, name: string, content: string) =>
  Deno.writeTextFile(join(project.repository, name), content);

const IN_THE_WAY: readonly Row[] = [
  {
    what: "a file with changes of the user's that the work changes, too",
    options: { dirty: { "shared.txt": "by hand\n" } },
    says: /your own changes are in the way \(shared\.txt\)/,
    mend: (project) => project.git("checkout", "--", "shared.txt"),
  },
  {
    what: "an untracked file of the user's where the work has one",
    options: { untracked: { "work/TASK-001.txt": "mine\n" } },
    says: /your own changes are in the way \(work\/TASK-001\.txt\)/,
    mend: (project) => Deno.remove(join(project.repository, "work/TASK-001.txt")),
  },
  {
    what: "an ignored file of the user's where the work has one",
    options: { ignored: { "work/TASK-001.txt": "mine\n" } },
    says: /work\/TASK-001\.txt/,
    mend: (project) => Deno.remove(join(project.repository, "work/TASK-001.txt")),
  },
  {
    what: "staged changes of the user's in a file of the work",
    options: { staged: { "shared.txt": "staged by hand\n" } },
    says: /shared\.txt/,
    mend: (project) => project.git("reset", "-q", "--hard"),
  },
  {
    what: "a file that the user removed and the work changes",
    make: (project) => Deno.remove(join(project.repository, "shared.txt")),
    says: /shared\.txt/,
    mend: (project) => project.git("checkout", "--", "shared.txt"),
  },
  {
    what: "a merge that the user is in the middle of",
    make: async (project) => {
      await project.git("branch", "side", "main~1");
      const tree = await project.git("rev-parse", "side^{tree}");
      const other = await project.git("commit-tree", tree, "-p", "side", "-m", "another");
      await project.git("update-ref", "refs/heads/side", other);
      await text(project, "conflicted.txt", "ours\n");
      await project.git("merge", "-q", "--no-commit", "--no-ff", "-s", "ours", "side");
    },
    says: /a merge is in progress|merge is in progress/,
    mend: (project) => project.git("commit", "-qm", "Merge side"),
  },
  {
    what: "a git command of the user's that holds the index",
    make: (project) => text(project, ".git/index.lock", ""),
    says: /index\.lock/,
    mend: (project) => Deno.remove(join(project.repository, ".git/index.lock")),
  },
];

for (const { what, options, make, says, mend } of IN_THE_WAY) {
  Deno.test(`P5: ${what} makes landed work wait with the reason, and \`land\` brings it in after`, async () => {
    await using story = await begin(options ?? {}, make);
    const { project } = story;
    const waits = await runStory(story);
    assert.equal(waits.code, 4, waits.stderr);
    assert.match(waits.stderr, says);
    await oneLandingPerTask(project, ["TASK-001"], queueRef(project));
    await oneLandingPerTask(project, []);
    const items = documentOf(await runProgram(project, ["inbox", "--json"]));
    const item = items.find((each: { kind: string }) => each.kind === "target");
    assert.match(item.detail, says);
    assert.deepEqual(item.commands, ["spec-tui land"]);
    if (!what.includes("holds")) { // it is waited for each time
      const again = await runProgram(project, ["land", "--no-tui"]);
      assert.equal(again.code, 4, `still in the way\n${again.stderr}`);
      await unharmed(story);
    }

    await mend(project);
    const landed = await runProgram(project, ["land", "--no-tui"]);
    assert.equal(landed.code, 0, landed.stderr);
    await oneLandingPerTask(project, ["TASK-001"]);
    assert.equal(await project.read("shared.txt"), "by TASK-001\n");
  });
}

/** Two commits, and none of the usual unfinished work but what the row makes. */
async function begin(
  options: ProjectOptions,
  make?: (project: Project) => Promise<unknown>,
): Promise<Story> {
  const story = await beginStory({
    agents: { claude: SHARES },
    dirty: {},
    staged: {},
    untracked: {},
    ignored: {},
    ...options,
    files: { "shared.txt": "as committed\n" },
    config: { max_retries: 1 },
  });
  if (make === undefined) return story;
  const { project } = story;
  await text(project, "second.txt", "second\n");
  await project.git("add", "second.txt");
  await project.git("commit", "-qm", "Second");
  await make(project);
  return { ...story, before: await checkout(project) };
}

Deno.test("P5: dirty, staged, untracked, ignored and stashed work beside the landing stays byte for byte", async () => {
  await using story = await beginStory({
    spec: [{}, { needs: ["TASK-001"] }],
    files: { "a b/ü\tname.txt": "as committed\n", "gone.txt": "x\n" },
    dirty: { "README.md": "dirty\n", "a b/ü\tname.txt": "dirty\r\n" },
    untracked: { "notes/-n": "untracked\n", "$(x)": "untracked\n" },
  });
  const { project } = story;
  await Deno.remove(join(project.repository, "gone.txt"));
  await Deno.chmod(join(project.repository, "README.md"), 0o755);
  const now = { ...story, before: await checkout(project) };
  const ended = await runStory(now);
  assert.equal(ended.code, 0, ended.stderr);
  await oneLandingPerTask(project, ["TASK-001", "TASK-002"]);
  await allDoneInLandedSpec(project);
});

Deno.test("a target checked out in another worktree is fast-forwarded there, and the checkout stays where it is", async () => {
  await using story = await beginStory();
  const { project } = story;
  const other = join(project.repository, "../other");
  await project.git("switch", "-qc", "elsewhere");
  await project.git("worktree", "add", "-q", other, "main");
  const before = await checkout(project);
  const ended = await runProgram(project, RUN);
  assert.equal(ended.code, 0, ended.stderr);
  assert.equal(await Deno.readTextFile(join(other, "work/TASK-001.txt")), "TASK-001 attempt 1\n");
  await unharmed({ ...story, before }, /^spec\/tasks\.md$/);
});

Deno.test("a target that nobody has checked out moves by itself", async () => {
  await using story = await beginStory();
  const { project } = story;
  await project.git("switch", "-qc", "elsewhere");
  const before = await checkout(project);
  const ended = await runProgram(project, RUN);
  assert.equal(ended.code, 0, ended.stderr);
  await oneLandingPerTask(project, ["TASK-001"], "main");
  assert.equal(await project.git("rev-list", "--count", "elsewhere"), "1");
  await unharmed({ ...story, before }, /^spec\/tasks\.md$/);
});

Deno.test("P7: a target that the user moves during the run is merged first, and the work is checked again on it", async () => {
  // Neither the work nor the user's commit fails it; both together do.
  const test = "! { test -e users.txt && test -e work/TASK-001.txt && ! test -e both.txt; }";
  await using story = await beginStory({
    agents: {
      claude: {
        rules: [
          {
            call: 1,
            steps: [
              { do: "write", path: "work/{task}.txt", text: "{task}\n" },
              { do: "write", path: "@git/../../begun", text: "" },
              { do: "wait_for", path: "@git/../moved.txt" },
              { do: "answer", answer: "complete" },
            ],
          },
          {
            steps: [
              { do: "sh", command: "test -e users.txt && echo both >both.txt" },
              { do: "answer", answer: "complete" },
            ],
          },
        ],
      },
    },
    staged: {},
    config: { commands: { test, lint: "" }, max_retries: 2 },
  });
  const { project } = story;
  const running = runProgram(project, RUN);
  await until(async () => await exists(join(project.repository, "../begun")));
  await text(project, "users.txt", "mine\n");
  await project.git("add", "users.txt");
  await project.git("commit", "-qm", "Meanwhile");
  await text(project, "moved.txt", "");
  const ended = await running;
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stderr, /main has moved to/);
  assert.deepEqual(await failures(project, "TASK-001"), ["land test_failure"]);
  await oneLandingPerTask(project, ["TASK-001"]);
  assert.equal(await project.git("show", "main:both.txt"), "both");
  assert.match(await project.git("log", "--format=%s", "main"), /Meanwhile/);
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let left = 10_000; left > 0; left--) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("Cannot go on: it never happened");
}

function exists(path: string): Promise<boolean> {
  return Deno.lstat(path).then(() => true, () => false);
}
