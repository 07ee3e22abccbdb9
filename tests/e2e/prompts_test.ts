// What reaches the agent: all of it, whatever its length, byte for byte, and never through a shell (P14, T1).
import assert from "node:assert/strict";
import { join } from "node:path";
import { oneLandingPerTask } from "./kit/assertions.ts";
import { forEachOf } from "./kit/crash.ts";
import { DIALECTS, speaking } from "./kit/dialects.ts";
import { agentCalls, filesUnder } from "./kit/observe.ts";
import { runProgram } from "./kit/program.ts";
import { beginStory, runStory } from "./kit/stories.ts";

Deno.test("a prompt of 200 KB reaches every agent whole", async () => {
  const line = "Every word of this long description must arrive.\n";
  const description = `${line.repeat(4400)}THE-VERY-END`;
  await forEachOf(DIALECTS, (dialect) => dialect, async (dialect) => {
    await using story = await beginStory({
      ...speaking(dialect, { rules: [] }),
      spec: [{ description }],
    });
    const ended = await runStory(story);
    assert.equal(ended.code, 0, ended.stderr);
    const [call] = await agentCalls(story.project);
    assert.ok((call?.prompt.length ?? 0) > 200_000);
    assert.ok(call?.prompt.includes("THE-VERY-END"));
    assert.ok(call?.prompt.includes(line.repeat(4400)));
  });
});

Deno.test("a prompt of 200 KB reaches a template by file, by standard input, and is refused as an argument", async () => {
  const description = "A long line of text. ".repeat(10_000);
  for (
    const [template, code] of [
      ["plain --file {prompt_file}", 0],
      ["plain --quiet", 0],
      ["plain {prompt}", 1],
    ] as const
  ) {
    await using story = await beginStory({
      agents: { plain: { rules: [] } },
      spec: [{ description }],
      config: {
        agent: "mine",
        max_retries: 1,
        agents: { mine: { command: "plain", command_template: template } },
      },
    });
    const ended = await runStory(story);
    assert.equal(ended.code, code, `${template}\n${ended.stderr}`);
    if (code !== 0) assert.match(ended.stderr, /\{prompt_file\}|standard input/);
  }
});

const HOSTILE =
  "$(touch CANARY) `touch CANARY` ; touch CANARY & | > CANARY 'q' \"q\" \\ %s {prompt} ${HOME} -rf --";

Deno.test("P14, T1: metacharacters in every text arrive as they are, and nothing of them runs", async () => {
  await using story = await beginStory({
    agents: { plain: { rules: [] } },
    spec: [{
      name: HOSTILE,
      description: `${HOSTILE}\n${HOSTILE}`,
      items: [HOSTILE],
      milestone: `1: ${HOSTILE}`,
      estimate: "1h",
    }],
    config: {
      agent: "mine",
      agents: {
        mine: {
          command: "plain",
          model: "a b; touch CANARY",
          command_template: "{cmd} --model {model} --note 'x; touch CANARY' {prompt}",
          env: { HOSTILE },
        },
      },
      personas: { implementer: { system_prompt: HOSTILE } },
    },
  });
  const { project } = story;
  const ended = await runStory(story);
  assert.equal(ended.code, 0, ended.stderr);
  const [call] = await agentCalls(project);
  assert.ok(call?.prompt.includes(HOSTILE));
  assert.equal(call?.argv[1], "a b; touch CANARY");
  assert.equal(call?.argv[3], "x; touch CANARY", "a quoted word is one argument");
  assert.ok(call?.argv.at(-1)?.includes(HOSTILE), "the prompt is one argument");
  assert.ok((await project.git("log", "-1", "--format=%B", "main")).includes(HOSTILE));
  for (const verb of [["status"], ["why", "TASK-001"], ["logs", "TASK-001"], ["task", "list"]]) {
    assert.equal((await runProgram(project, verb)).code, 0);
  }
  const canaries = (await filesUnder(join(project.repository, ".."))).filter((path) =>
    path.endsWith("/CANARY")
  );
  assert.deepEqual(canaries, []);
});

Deno.test("P14: ids that look like options, paths or the work of others make refs and folders that are none", async () => {
  const ids = ["RM-0001", "A-1", "HEAD-1", "TASK-1", "TASK-01", "CON-1"];
  await using story = await beginStory({
    spec: ids.map((id) => ({ id, name: `--upload-pack=x ../../${id}.lock @{-1} ~^:?*[\\` })),
    config: { jobs: 3 },
  });
  const { project } = story;
  const ended = await runStory(story);
  assert.equal(ended.code, 0, ended.stderr);
  await oneLandingPerTask(project, ids);
  const refs = (await project.git("for-each-ref", "--format=%(refname)")).split("\n");
  assert.equal(
    new Set(refs.map((ref) => ref.toLowerCase())).size,
    refs.length,
    "told apart anywhere",
  );
  for (const ref of refs) assert.match(ref, /^refs\/[a-zA-Z0-9/._-]+$/);
});

Deno.test("control characters in a spec reach no terminal, and NUL no agent", async () => {
  await using story = await beginStory({
    spec: [{ name: "With \u0007 a bell", description: "Here \0 it is \u001b[31m" }],
  });
  const { project } = story;
  const ended = await runStory(story);
  assert.ok(!ended.stderr.includes("\u001b[31m") && !ended.stderr.includes("\u0007"));
  assert.equal(ended.code, 0, ended.stderr);
  const [call] = await agentCalls(project);
  assert.ok(call?.prompt.includes("Here \uFFFD it is"));
  assert.ok(!call?.prompt.includes("\0"));
});
