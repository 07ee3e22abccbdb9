// Two specs that real users wrote, run headless to the end: one as it is, one as it was before its work.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { allDoneInLandedSpec, dependencyOrder, oneLandingPerTask } from "./kit/assertions.ts";
import { checkout } from "./kit/checkout.ts";
import { agentCalls, facts } from "./kit/observe.ts";
import { runProgram } from "./kit/program.ts";
import { beginStory, RUN, runStory } from "./kit/stories.ts";
import type { SpecTask } from "./kit/tasks.ts";

const TARGET = "feature/scheduler-trigger";
const TEST = "sh checks/test.sh";
const CHECKS = {
  // Every file of work holds the id it is named for.
  "checks/test.sh": `for f in work/*.txt; do
  [ -e "$f" ] || continue
  grep -q "^$(basename "$f" .txt)" "$f" || exit 1
done\n`,
};
const IDS = /\b[A-Z]+-\d+\b/g;

Deno.test("the proctor spec as it is runs to the end with its own config", async () => {
  const files = await specFiles("proctor", ["requirements.md", "design.md"]);
  const spec = await fixture("proctor/tasks.md");
  const config = (await fixture("proctor/spec-runner.config.yaml"))
    .replace("uv run ruff check .", "true")
    .replace("uv run pytest tests/ -v", TEST);
  await using story = await beginStory({
    spec,
    config,
    configFile: "spec-runner.config.yaml",
    files: { ...files, ...CHECKS },
    mainBranch: TARGET,
  });
  const { project } = story;
  const tasks = tasksIn(spec);
  assert.equal(tasks.length, 9);
  assert.deepEqual(tasks[2]?.needs, ["TASK-001", "TASK-002"], "dependencies without brackets");

  const ended = await runStory(story, RUN);

  assert.equal(ended.code, 0, ended.stderr);
  assert.equal(ended.stdout, "", "nothing but the log, and that on standard error");
  assert.match(
    ended.stderr,
    /executor\.auto_commit|auto_commit/,
    "a named warning for what it ignores",
  );
  await oneLandingPerTask(project, tasks.map((task) => task.id ?? ""));
  await dependencyOrder(project, tasks);
  await allDoneInLandedSpec(project);
  const done = spec.replaceAll("🔄 IN_PROGRESS", "✅ DONE").replaceAll("- [ ]", "- [x]");
  assert.equal(await project.read("spec/tasks.md"), done, "all other bytes are as they were");
  assert.equal(`${await project.git("show", `${TARGET}:spec/tasks.md`)}\n`, done);
  for (const task of tasks) assert.match(await project.read(`work/${task.id}.txt`), /^TASK-/);
  await assertPrompts(story.project, "croniter", TEST);
});

Deno.test("the arbiter spec with every status TODO runs to the end, and becomes the file that it was", async () => {
  const files = await specFiles("arbiter", ["requirements.md", "design.md"]);
  const original = await fixture("arbiter/tasks.md");
  const spec = original.replaceAll("| ✅ DONE |", "| ⬜ TODO |").replaceAll("- [x]", "- [ ]");
  await using story = await beginStory({
    spec,
    config: { commands: { test: TEST, lint: "true" }, jobs: 2 },
    files: { ...files, ...CHECKS },
  });
  const { project } = story;
  const tasks = tasksIn(spec);
  assert.equal(tasks.length, 15);

  const ended = await runStory(story, RUN);

  assert.equal(ended.code, 0, ended.stderr);
  await oneLandingPerTask(project, tasks.map((task) => task.id ?? ""));
  await dependencyOrder(project, tasks);
  // Its own work was all done and ticked: the landed file is that very file.
  assert.equal(await project.read("spec/tasks.md"), original);
  assert.equal(`${await project.git("show", "main:spec/tasks.md")}\n`, original);
});

Deno.test("the arbiter spec as it is runs nothing, exits 0 and leaves the file byte-identical", async () => {
  const files = await specFiles("arbiter", ["requirements.md", "design.md"]);
  const spec = await fixture("arbiter/tasks.md");
  await using story = await beginStory({ spec, files });
  const { project } = story;
  const before = await Deno.readFile(`${project.root}/spec/tasks.md`);

  const ended = await runProgram(project, RUN);

  assert.equal(ended.code, 0, ended.stderr);
  assert.deepEqual(await agentCalls(project), [], "no agent is called");
  assert.deepEqual(await Deno.readFile(`${project.root}/spec/tasks.md`), before);
  assert.deepEqual(await checkout(project), story.before, "nothing at all of the user's has moved");
  const started = (await facts(project)).filter((fact) => fact.type === "AttemptStarted");
  assert.deepEqual(started, []);
});

async function assertPrompts(
  project: Parameters<typeof agentCalls>[0],
  word: string,
  test: string,
) {
  const calls = await agentCalls(project);
  const second = calls.find((call) => call.task === "TASK-002");
  assert.ok(second?.prompt.includes(word), "the description reaches the agent");
  assert.ok(calls.every((call) => call.prompt.includes(test)), "the configured command does, too");
}

/** Read off the text by simpler means than the program's: only what these two specs hold. */
function tasksIn(text: string): SpecTask[] {
  return text.split(/^### (?=TASK-)/m).slice(1).map((section) => ({
    id: section.slice(0, section.indexOf(":")),
    needs: /^\*\*Depends on:\*\*(.*)$/m.exec(section)?.[1]?.match(IDS) ?? [],
  }));
}

async function specFiles(folder: string, names: readonly string[]) {
  const pairs = names.map(async (name) => [`spec/${name}`, await fixture(`${folder}/${name}`)]);
  return Object.fromEntries(await Promise.all(pairs));
}

function fixture(path: string): Promise<string> {
  return Deno.readTextFile(fileURLToPath(new URL(`../fixtures/specs/${path}`, import.meta.url)));
}
