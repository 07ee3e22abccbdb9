// P5, P11, P13: the ground moves under a run: its target is renamed, its repository can't be used for a while. The
// run ends with 3 and says what is wrong, the work is kept, and once all is mended the next one goes on.
import assert from "node:assert/strict";
import { noCallPaidTwice, noProcessLeft, oneLandingPerTask } from "./kit/assertions.ts";
import { assertWhole, createCrashProject, finish, forEachOf, resultOf } from "./kit/crash.ts";
import { agentCalls } from "./kit/observe.ts";
import { createProject, type Project } from "./kit/project.ts";
import { commandLine, runProgram } from "./kit/program.ts";
import { RUN } from "./kit/stories.ts";

interface Row {
  readonly what: string;
  /** What happens in the user's checkout while the first agent works. */
  readonly deed: string;
  readonly says: RegExp;
  /** What a start says before it is mended. */
  readonly then: { readonly code: number; readonly says: RegExp };
  readonly mend: string;
}

const REFUSED = 3;

const ROWS: readonly Row[] = [
  {
    what: "the target is renamed",
    deed: "git branch -m main trunk",
    says: /there is no branch "main" to land on any more/,
    then: { code: REFUSED, says: /no branch "main" to land on.*git branch main/s },
    mend: "git branch -m trunk main",
  },
  {
    what: "the repository's HEAD is broken",
    deed: "cp .git/HEAD .git/HEAD.kept; echo rubbish >.git/HEAD",
    says: /not a git repository/,
    then: { code: REFUSED, says: /\.git" is there, but git can't use it/ },
    mend: "mv .git/HEAD.kept .git/HEAD",
  },
  {
    what: "the repository's config is broken",
    deed: "cp .git/config .git/config.kept; echo '[' >>.git/config",
    says: /bad config line/,
    then: { code: REFUSED, says: /bad config line/ },
    mend: "mv .git/config.kept .git/config",
  },
];

Deno.test("P13: a run whose ground is taken away ends with 3, changes nothing of the user's, and is gone on with", async () => {
  await forEachOf(ROWS, (row) => row.what, async (row) => {
    await using project = await createProject({
      spec: [{}, { needs: ["TASK-001"] }],
      config: { main_branch: "main" },
    });
    await project.agents.claude?.setScenario({
      rules: [{
        task: "TASK-001",
        call: 1,
        steps: [
          { do: "write", path: "work/TASK-001.txt", text: "begun\n" },
          { do: "sh", command: `cd "$HOME/../project" && { ${row.deed}; }` },
          { do: "answer", answer: "complete" },
        ],
      }],
    });
    const ended = await runProgram(project, RUN);
    assert.equal(ended.code, REFUSED, ended.stderr);
    assert.match(ended.stderr, row.says);
    assert.doesNotMatch(ended.stderr, /internal fault/);
    await noProcessLeft(project);
    const again = await runProgram(project, RUN);
    assert.equal(again.code, row.then.code, again.stderr);
    assert.match(again.stderr, row.then.says);
    assert.equal((await agentCalls(project)).length, 1, "nothing is paid for meanwhile");
    await inProject(project, row.mend);
    const mended = await runProgram(project, RUN);
    assert.equal(mended.code, 0, mended.stderr);
    assert.ok((await keptTexts(project)).includes("begun"), "the first attempt's work is kept");
    await oneLandingPerTask(project, ["TASK-001", "TASK-002"]);
    await noCallPaidTwice(project);
  });
});

Deno.test("P5: without the git program a repository is refused, and a project without one is worked on in place", async () => {
  for (const [mode, code] of [["landed", REFUSED], ["plain", 0]] as const) {
    const crash = await createCrashProject({ mode });
    await using project = crash.project;
    const tools = `${project.home}/tools`;
    await Deno.mkdir(tools);
    const path = (project.env.PATH ?? "").split(":");
    for (const name of ["cat", "grep", "mkdir", "printf", "rm", "sh", "sleep"]) {
      for (const folder of path) {
        const program = `${folder}/${name}`;
        if (await exists(program)) {
          await Deno.symlink(program, `${tools}/${name}`);
          break;
        }
      }
    }
    const ended = await runProgram(project, RUN, { env: { PATH: tools } });
    assert.equal(ended.code, code, ended.stderr);
    if (code !== 0) assert.match(ended.stderr, /\.git" is there, but git is not installed/);
    const doctor = await runProgram(project, ["doctor"], { env: { PATH: tools } });
    assert.match(doctor.stdout, /fail +git .*not installed/);
  }
});

Deno.test("P13: with too few files to be opened a run ends in order, and the next goes on", async () => {
  const undisturbed = await createCrashProject();
  await using first = undisturbed.project;
  await finish(first);
  const result = await resultOf(undisturbed);
  const codes: number[] = [];
  await forEachOf([32, 44, 52, 60], (most) => `${most} files`, async (most) => {
    const crash = await createCrashProject();
    await using project = crash.project;
    const program = ["sh", "-c", `ulimit -n ${most}; exec "$@"`, "sh", ...await commandLine()];
    const ended = await runProgram(project, RUN, { program });
    codes.push(ended.code);
    await noProcessLeft(project);
    assert.doesNotMatch(ended.stderr, /internal fault/);
    await finish(project);
    await assertWhole(crash, result);
  });
  assert.ok(codes.includes(REFUSED), `some are too few (found ${codes})`);
});

function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}

/** What each attempt that is kept has in its file. */
async function keptTexts(project: Project): Promise<readonly string[]> {
  const refs = await project.git("for-each-ref", "--format=%(refname)", "refs/spec-tui/attempts");
  return await Promise.all(
    refs.split("\n").map((ref) => project.git("show", `${ref}:work/TASK-001.txt`).catch(() => "")),
  );
}

async function inProject(project: Project, command: string): Promise<void> {
  const { success } = await new Deno.Command("sh", {
    args: ["-c", command],
    cwd: project.root,
    env: { ...project.env },
    clearEnv: true,
  }).output();
  assert.ok(success, command);
}
