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
    spec: [{ name: "With \u0007 a bell", description: "Here it is \u001b[31m" }],
    files: { "spec/constitution.md": "Never \0 this\n" },
  });
  const { project } = story;
  const ended = await runStory(story);
  assert.ok(!ended.stderr.includes("\u001b[31m") && !ended.stderr.includes("\u0007"));
  assert.equal(ended.code, 0, ended.stderr);
  const [call] = await agentCalls(project);
  assert.ok(call?.prompt.includes("Never \uFFFD this"));
  assert.ok(!call?.prompt.includes("\0"));
});

Deno.test("a prompt file is the user's alone while the call lasts, and gone after it", async () => {
  const look =
    '#!/bin/sh\nls -l "$1" | cut -c1-10 > "$LOOKED"\nprintf \'%s\\n\' "$1" >> "$LOOKED"\n' +
    'mkdir -p work && cp "$1" work/prompt.txt\necho TASK_COMPLETE\n';
  await using story = await beginStory({
    agents: {},
    spec: [{ description: `It's "all" \\here\\ – ${"a long line. ".repeat(20_000)}THE-END` }],
    config: {
      agent: "mine",
      agents: { mine: { command_template: "looks '{prompt_file}' {model}" } },
    },
  });
  const { project } = story;
  await Deno.writeTextFile(join(project.bin, "looks"), look, { mode: 0o755 });
  const looked = join(project.home, "looked");
  const ended = await runStory(story, undefined, { env: { LOOKED: looked } });
  assert.equal(ended.code, 0, ended.stderr);
  const [stat = "", path = ""] = (await Deno.readTextFile(looked)).split("\n");
  assert.equal(stat, "-rw-------");
  await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
  const prompt = await project.git("show", "main:work/prompt.txt");
  assert.ok(prompt.includes(`It's "all" \\here\\ – a long line.`) && prompt.includes("THE-END"));
});

Deno.test("a prompt of 5 MB goes in by standard input, and a CLI that never reads it does no harm", async () => {
  const description = "Every word must arrive.\n".repeat(220_000);
  await using story = await beginStory({
    agents: { plain: { rules: [] } },
    spec: [{ description }, { name: "Deaf" }],
    config: {
      agent: "mine",
      jobs: 1,
      agents: { mine: { command: "plain" }, deaf: { command: "deaf" } },
    },
  });
  const { project } = story;
  const ended = await runStory(story, ["run", "--task=TASK-001", "--no-tui"]);
  assert.equal(ended.code, 0, ended.stderr);
  assert.ok(((await agentCalls(project))[0]?.prompt.length ?? 0) > description.length);

  const deaf = "#!/bin/sh\nmkdir -p work; echo x > work/deaf.txt; echo TASK_COMPLETE\n";
  await Deno.writeTextFile(join(project.bin, "plain"), deaf, { mode: 0o755 });
  assert.equal((await runStory(story)).code, 0);
});

const REQUIREMENTS = `# Requirements

## REQ-001: Two hashes
Level two stands here.

#### REQ-002: Four hashes
Level four stands here.

###### [REQ-003] Six hashes
Level six stands here.

- **REQ-004**: As an item.

| id | text |
|---|---|
| REQ-005 | As a row. |

## Unasked
Never told.
`;

Deno.test("the text of every traced id is told whatever its heading, and what nothing defines is named", async () => {
  const ids = ["REQ-001", "REQ-002", "REQ-003", "REQ-004", "REQ-005", "DESIGN-1", "REQ-099"];
  await using story = await beginStory({
    agents: { claude: { rules: [] } },
    spec: [{ traces: ids }],
    files: {
      "spec/requirements.md": REQUIREMENTS.replaceAll("\n", "\r\n"),
      "spec/design.md": "# Design\n\n### DESIGN-1 The shape\n\n#### Parts\nA part below it.\n",
      "spec/constitution.md": "Never touch the past.\n",
    },
    config: { commands: { test: "test -d spec", lint: "true" } },
  });
  assert.equal((await runStory(story)).code, 0);
  const prompt = (await agentCalls(story.project))[0]?.prompt ?? "";
  for (
    const told of [
      "Level two stands here.",
      "Level four stands here.",
      "Level six stands here.",
      "As an item.",
      "As a row.",
      "A part below it.",
      "Never touch the past.",
      "Not found in the requirements or the design: REQ-099",
      "`test -d spec`",
    ]
  ) assert.ok(prompt.includes(told), told);
  assert.equal(prompt.split("Level six stands here.").length, 2, "told once, though nested");
  assert.ok(!prompt.includes("Never told."));
  assert.ok(!/pytest|uv run|ruff/.test(prompt), "no stack is assumed");
});

Deno.test("a project's template fills the middle by both forms, the agent's own before the common one", async () => {
  const forms =
    "{{TASK_ID}} ${TASK_NAME} {{DESCRIPTION}} ${UNKNOWN} {{UNKNOWN}} {{ TEST_COMMAND }}\n```";
  await using story = await beginStory({
    subdir: "packages/app",
    agents: { claude: { rules: [] } },
    spec: [{ name: "{{PRIORITY}} costs $& and $1", description: "Of ${MILESTONE}." }],
    files: {
      "spec/prompts/task.md": "common",
      "spec/prompts/task.quick.md": `QUICK ${forms}`,
      "spec/prompts/task.claude.md": "the CLI's",
    },
    config: { agent: "quick", agents: { quick: { command: "claude" } } },
  });
  const ended = await runStory(story, undefined, { landed: /^packages\/app\/(work|spec)\// });
  assert.equal(ended.code, 0, ended.stderr);
  const prompt = (await agentCalls(story.project))[0]?.prompt ?? "";
  assert.ok(
    prompt.startsWith(
      "QUICK TASK-001 {{PRIORITY}} costs $& and $1 Of ${MILESTONE}. ${UNKNOWN} {{UNKNOWN}} true\n```\n```\n",
    ),
    prompt.slice(0, 200),
  );
  assert.match(prompt, /## How to answer/);
  assert.match(prompt, /folder `packages\/app`/);
});

Deno.test("a template that leaves its quote open or would run the prompt in a shell is refused", async () => {
  for (const template of ["plain 'open", 'sh -c "plain {prompt}"', "plain {promt}", "plain {"]) {
    await using story = await beginStory({
      agents: { plain: { rules: [] } },
      config: { agent: "mine", agents: { mine: { command: "plain", command_template: template } } },
    });
    const ended = await runStory(story);
    assert.notEqual(ended.code, 0, template);
    assert.deepEqual(await agentCalls(story.project), [], template);
  }
});
