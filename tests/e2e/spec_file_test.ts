// P6: the spec is the user's file. A status and its checklist are edited in place, all other bytes stay, and what
// the user writes at the same moment wins.
import assert from "node:assert/strict";
import { join } from "node:path";
import { oneLandingPerTask } from "./kit/assertions.ts";
import { checkout } from "./kit/checkout.ts";
import { agentCalls, facts } from "./kit/observe.ts";
import { runProgram, startProgram } from "./kit/program.ts";
import { beginStory, factsOf, RUN, runStory } from "./kit/stories.ts";
import { specText } from "./kit/tasks.ts";
import type { Scenario } from "../fixtures/agents/scenario.ts";

const TWO = specText([{}, { needs: ["TASK-001"] }]);
const done = (text: string) => text.replaceAll("⬜ TODO", "✅ DONE").replaceAll("- [ ]", "- [x]");

const ODD: Readonly<Record<string, string>> = {
  "CRLF line ends": TWO.replaceAll("\n", "\r\n"),
  "a byte order mark": `\uFEFF${TWO}`,
  "no final line feed": TWO.trimEnd(),
  "mixed line ends, tabs, trailing spaces and an emoji": TWO
    .replace("# Tasks\n", "# Tasks \t 👩‍👩‍👧 \r\n\r\nText \u00a0 kept.  \n"),
  "a fence and a comment that hold a task of their own":
    `${TWO}\n\`\`\`md\n### TASK-009: Not one\n🔴 P0 | ⬜ TO DO | Est: 1h\n\`\`\`\n<!--\n### TASK-010: Nor this\n-->\n`,
};

for (const [what, text] of Object.entries(ODD)) {
  Deno.test(`P6: a spec with ${what} keeps every other byte, landed and in the user's copy`, async () => {
    for (const dirty of [false, true]) {
      await using story = await beginStory({
        spec: text,
        ...(dirty ? { dirty: { "spec/tasks.md": `${text}\nA note of mine.` } } : {}),
      });
      const { project } = story;
      const ended = await runStory(story);
      assert.equal(ended.code, 0, ended.stderr);
      const now = new TextDecoder("utf-8", { ignoreBOM: true })
        .decode(await Deno.readFile(join(project.root, "spec/tasks.md")));
      assert.equal(now, done(dirty ? `${text}\nA note of mine.` : text));
      if (dirty) {
        assert.equal(await project.git("diff", "--stat", "main~2", "main", "--", "spec"), "");
      }
    }
  });
}

for (
  const [what, prepare] of [
    ["untracked", ["rm", "-q", "--cached", "spec/tasks.md"]],
    ["ignored", ["rm", "-q", "--cached", "spec/tasks.md"]],
  ] as const
) {
  Deno.test(`P6: a spec that is ${what} is edited where it is`, async () => {
    await using story = await beginStory({ spec: TWO, staged: {}, dirty: {} });
    const { project } = story;
    await project.git(...prepare);
    await project.git("commit", "-qm", "Keep the spec out");
    if (what === "ignored") await Deno.writeTextFile(`${project.root}/.gitignore`, "/spec/\n");
    const before = await checkout(project);
    const ended = await runStory({ ...story, before });
    assert.equal(ended.code, 0, ended.stderr);
    assert.equal(await project.read("spec/tasks.md"), done(TWO));
    const files = await project.git("ls-tree", "-r", "--name-only", "main");
    assert.equal(files.includes("spec/tasks.md"), false, "it is not landed behind the user's back");
  });
}

const SLOW: Scenario = {
  rules: [{
    steps: [
      { do: "write", path: "work/{task}.txt", text: "{task}\n" },
      { do: "write", path: "@git/../../begun-{task}", text: "" },
      { do: "wait_for", path: "@git/../../edited-{task}" },
      { do: "answer", answer: "complete" },
    ],
  }],
};

Deno.test("P6: what a person writes into the spec during the run is kept, and counts", async () => {
  await using story = await beginStory({ spec: TWO, agents: { claude: SLOW } });
  const { project } = story;
  const top = join(project.repository, "..");
  await using live = await startProgram(project, RUN);
  await live.until("the first call", () => exists(join(top, "begun-TASK-001")));
  const mine = `${TWO.replace("Write work/TASK-002.txt.", "Write it, and more.")}\n---\n\n` +
    specText([{ id: "TASK-003", name: "Added by hand" }]).split("\n\n").slice(1).join("\n\n");
  await project.write("spec/tasks.md", mine);
  await live.fact((fact) => fact.type === "SpecRead" && fact.body.tasks === 3);
  for (const id of ["TASK-001", "TASK-002", "TASK-003"]) {
    await Deno.writeTextFile(join(top, `edited-${id}`), "");
  }
  const ended = await live.ended;
  assert.equal(ended.code, 0, ended.stderr);
  assert.equal(await project.read("spec/tasks.md"), done(mine));
  const second = (await agentCalls(project)).find((call) => call.task === "TASK-002");
  assert.match(second?.prompt ?? "", /Write it, and more\./);
  await oneLandingPerTask(project, ["TASK-001", "TASK-002", "TASK-003"]);
});

Deno.test("a spec that is broken during the run leaves the last good one in force, and says where it breaks", async () => {
  await using story = await beginStory({ spec: TWO, agents: { claude: SLOW } });
  const { project } = story;
  const top = join(project.repository, "..");
  await using live = await startProgram(project, RUN);
  await live.until("the first call", () => exists(join(top, "begun-TASK-001")));
  const broken = `${TWO}\n### TASK-001: The same again\n🔴 P0 | ⬜ TODO | Est: 1h\n`;
  await project.write("spec/tasks.md", broken);
  await live.line(/spec can't be read.*tasks\.md:\d+:\d+/);
  await Deno.writeTextFile(join(top, "edited-TASK-001"), "");
  await Deno.writeTextFile(join(top, "edited-TASK-002"), "");
  const ended = await live.ended;
  const started = await factsOf(project, "AttemptStarted");
  assert.equal(started.length, 2, ended.stderr);
  const text = await project.read("spec/tasks.md");
  assert.ok(text.endsWith(broken.slice(TWO.length)), "and the user's text is as they wrote it");
  await oneLandingPerTask(project, ["TASK-001", "TASK-002"]);
});

Deno.test("a person's DONE during the run is their word: the task is not started", async () => {
  await using story = await beginStory({ spec: TWO, agents: { claude: SLOW } });
  const { project } = story;
  const top = join(project.repository, "..");
  await using live = await startProgram(project, RUN);
  await live.until("the first call", () => exists(join(top, "begun-TASK-001")));
  const [first = "", second = ""] = TWO.split("### TASK-002");
  await project.write("spec/tasks.md", `${first}### TASK-002${done(second)}`);
  await live.fact((fact) =>
    fact.type === "SpecRead" && JSON.stringify(fact.body).includes("TASK-002")
  );
  await Deno.writeTextFile(join(top, "edited-TASK-001"), "");
  const ended = await live.ended;
  assert.equal(ended.code, 0, ended.stderr);
  assert.deepEqual((await agentCalls(project)).map((call) => call.task), ["TASK-001"]);
  assert.equal(await project.read("spec/tasks.md"), done(TWO));
});

Deno.test("BLOCKED waits until the file says otherwise; DONE set back to TODO runs again", async () => {
  await using story = await beginStory({ spec: [{}, { status: "BLOCKED" }] });
  const { project } = story;
  const called = async () => (await agentCalls(project)).map((call) => call.task);
  assert.equal((await runStory(story)).code, 4);
  assert.deepEqual(await called(), ["TASK-001"]);
  const landed = await project.read("spec/tasks.md");
  await project.write("spec/tasks.md", landed.replace("⏸️ BLOCKED", "⬜ TODO"));
  const second = await runProgram(project, RUN);
  assert.equal(second.code, 0, second.stderr);
  assert.deepEqual(await called(), ["TASK-001", "TASK-002"]);
  const text = await project.read("spec/tasks.md");
  await project.write("spec/tasks.md", text.replace("✅ DONE", "⬜ TODO"));
  const third = await runProgram(project, RUN);
  assert.equal(third.code, 0, third.stderr);
  assert.deepEqual(await called(), ["TASK-001", "TASK-002", "TASK-001"]);
});

Deno.test("P6, P14: a spec folder that is a link inside the project is followed; a link out of it is never written", async () => {
  await using inside = await beginStory({ spec: TWO });
  const link = async (to: string) => {
    await inside.project.git("mv", "spec", "documents");
    await Deno.symlink(to, join(inside.project.root, "spec"));
  };
  await link("documents");
  await inside.project.git("add", "spec");
  await inside.project.git("commit", "-qam", "Link the spec");
  const before = await checkout(inside.project);
  const ended = await runStory({ ...inside, before }, RUN, {
    landed: /^(work|documents)\//,
  });
  assert.equal(ended.code, 0, ended.stderr);
  assert.equal(await inside.project.read("documents/tasks.md"), done(TWO));
  assert.equal(await Deno.readLink(join(inside.project.root, "spec")), "documents");

  await using outside = await beginStory({ spec: TWO });
  const { project } = outside;
  const target = join(project.repository, "../private.md");
  await Deno.writeTextFile(target, TWO);
  await Deno.remove(join(project.root, "spec/tasks.md"));
  await Deno.symlink(target, join(project.root, "spec/tasks.md"));
  const refused = await runProgram(project, RUN);
  assert.equal(await Deno.readTextFile(target), TWO, refused.stderr);
  assert.equal(await Deno.readLink(join(project.root, "spec/tasks.md")), target);
});

Deno.test("two prefixes of one repository share no run, no state and no file, even at the same time", async () => {
  await using story = await beginStory({
    spec: [{ name: "Of the plain spec" }],
    files: { "spec/phase2-tasks.md": specText([{ id: "RM-1", name: "Of the other" }]) },
  });
  const { project } = story;
  const both = await Promise.all([
    runProgram(project, RUN),
    runProgram(project, [...RUN, "--spec-prefix", "phase2-"]),
  ]);
  assert.deepEqual(both.map((ended) => ended.code), [0, 0], both.map((each) => each.stderr).join());
  await oneLandingPerTask(project, ["TASK-001", "RM-1"]);
  const runs = (await facts(project)).filter((fact) => fact.type === "RunStarted");
  assert.equal(new Set(runs.map((fact) => fact.body.run)).size, 2);
  for (const name of ["spec/tasks.md", "spec/phase2-tasks.md"]) {
    assert.match(await project.read(name), /✅ DONE/);
    assert.match(await project.git("show", `main:${name}`), /✅ DONE/);
  }
});

function exists(path: string): Promise<boolean> {
  return Deno.lstat(path).then(() => true, () => false);
}
