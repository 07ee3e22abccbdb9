// P15: what is a secret by its name in the environment reaches no log, no database, no commit and no screen,
// in whatever form an agent, a check or a hook prints it.
import assert from "node:assert/strict";
import { join } from "node:path";
import { agentCalls, filesUnder } from "./kit/observe.ts";
import type { Project } from "./kit/project.ts";
import { runProgram } from "./kit/program.ts";
import { beginStory, RUN, runStory } from "./kit/stories.ts";
import type { Step } from "../fixtures/agents/scenario.ts";

const SECRETS = {
  MY_API_KEY: 'sk-canary/one+"two"&three=4 five',
  DEPLOY_TOKEN: "tok_canary_0123456789abcdef",
  DATABASE_URL: "postgres://ada:pass-canary-word@db.invalid/x",
};
const KEY = SECRETS.MY_API_KEY;
const FORMS: Readonly<Record<string, string>> = {
  raw: KEY,
  "of a URL": encodeURIComponent(KEY),
  base64: btoa(KEY),
  "base64 with something before it": btoa(`user:${KEY}`),
  JSON: JSON.stringify(KEY).slice(1, -1),
  token: SECRETS.DEPLOY_TOKEN,
  "password in a URL": "pass-canary-word",
};
/** Enough of each form to know it by; the middle, since base64 shifts at its ends. */
const TRACES = Object.entries(FORMS).map(([name, form]) =>
  [name, form.startsWith("dXNlcj") ? form.slice(12, -6) : form.slice(2, -2)] as const
);

const PRINTED = Object.values(FORMS).join("\n");
const prints: readonly Step[] = [
  { do: "print_environment" },
  { do: "say", text: PRINTED },
  { do: "stderr", text: PRINTED },
  { do: "raw", text: PRINTED },
  {
    do: "sh",
    command: 'echo "$MY_API_KEY"; env | grep -i token; printf %s "$MY_API_KEY" | base64',
  },
];

async function assertNowhere(project: Project, printed: Readonly<Record<string, string>>) {
  const places = new Map(Object.entries(printed));
  const decoder = new TextDecoder();
  for (const path of await filesUnder(join(project.repository, ".git/spec-tui"))) {
    places.set(path, decoder.decode(await Deno.readFile(path)));
  }
  const all = ["cat-file", "--batch-all-objects", "--batch", "--unordered"];
  places.set("the commits and files of the repository", await project.git(...all));
  places.set("refs", await project.git("for-each-ref"));
  assert.ok([...places.keys()].some((path) => path.endsWith("state.db")));
  assert.ok([...places.keys()].some((path) => path.includes("/logs/")));
  const logs = [...places].filter(([path]) => path.includes("/logs/"));
  assert.ok(logs.some(([, text]) => text.includes("••••")), "they were printed, and masked");
  for (const [place, text] of places) {
    for (const [form, trace] of TRACES) {
      assert.equal(text.includes(trace), false, `the ${form} form is in ${place}`);
    }
  }
}

for (
  const [what, ending] of [
    ["succeeds", { do: "answer", answer: "complete" }],
    ["fails with them in its reason", {
      do: "answer",
      answer: "failed",
      why: `no: ${KEY} ${SECRETS.DEPLOY_TOKEN}`,
    }],
    ["asks with them in its question", {
      do: "answer",
      answer: "blocked",
      why: `is it ${KEY} or ${FORMS.base64}?`,
    }],
  ] as const
) {
  Deno.test(`P15: an agent that prints its secrets and ${what} leaves them nowhere`, async () => {
    await using story = await beginStory({
      env: SECRETS,
      agents: {
        claude: {
          rules: [{
            steps: [{ do: "write", path: "work/{task}.txt", text: "x\n" }, ...prints, ending],
          }],
        },
      },
      config: { max_retries: 2 },
    });
    const { project } = story;
    const ended = await runStory(story, [...RUN, "--log-level", "debug"]);
    const seen: Record<string, string> = { "the run's own lines": ended.stderr + ended.stdout };
    for (
      const verb of [["logs", "TASK-001"], ["why", "TASK-001"], ["status"], ["inbox"], [
        "inbox",
        "--json",
      ], ["costs", "--json"]]
    ) {
      const shown = await runProgram(project, verb);
      seen[verb.join(" ")] = shown.stdout + shown.stderr;
    }
    const [call] = await agentCalls(project);
    assert.ok(call?.env.includes("MY_API_KEY"), "the agent has them");
    await assertNowhere(project, seen);
  });
}

Deno.test("P15: what a check and a hook print of them reaches neither the next prompt nor a log", async () => {
  const test = `[ -e work/again.txt ] || { [ ! -e work/TASK-001.txt ] || { ` +
    `echo "$MY_API_KEY"; echo "$DEPLOY_TOKEN" >&2; env; exit 1; }; }`;
  await using story = await beginStory({
    env: SECRETS,
    agents: {
      claude: {
        rules: [
          {
            call: [1, 2],
            steps: [{ do: "write", path: "work/{task}.txt", text: "{call}\n" }, {
              do: "answer",
              answer: "complete",
            }],
          },
          {
            steps: [{ do: "write", path: "work/again.txt", text: "x\n" }, {
              do: "answer",
              answer: "complete",
            }],
          },
        ],
      },
    },
    config: { max_retries: 3, commands: { test, lint: "" } },
  });
  const { project } = story;
  const hook = join(project.repository, ".git/hooks/pre-commit");
  const refuses =
    `#!/bin/sh\necho "$DEPLOY_TOKEN $MY_API_KEY"; [ ! -e work/again.txt ] || exit 0; ` +
    `[ -e "${project.repository}/../once" ] && exit 0; touch "${project.repository}/../once"; exit 1\n`;
  await Deno.writeTextFile(hook, refuses, { mode: 0o755 });
  const ended = await runStory(story, [...RUN, "--log-level", "debug"]);
  assert.equal(ended.code, 0, ended.stderr);
  const calls = await agentCalls(project);
  assert.ok(calls.length >= 3, "the hook refused one attempt, the check another");
  for (const [form, trace] of TRACES) {
    for (const call of calls) {
      assert.equal(call.prompt.includes(trace), false, `the ${form} form is in a prompt`);
    }
  }
  await Deno.remove(hook);
  await assertNowhere(project, { "the run's own lines": ended.stderr + ended.stdout });
});

Deno.test("P15: literal values in the config of an agent are secrets, too, and `config` does not show them", async () => {
  const value = "literal-canary-98765";
  await using story = await beginStory({
    agents: {
      claude: {
        rules: [{
          steps: [{ do: "write", path: "work/x.txt", text: "x\n" }, { do: "print_environment" }, {
            do: "answer",
            answer: "complete",
          }],
        }],
      },
    },
    config: { agent: "mine", agents: { mine: { command: "claude", env: { GATEWAY: value } } } },
  });
  const { project } = story;
  const ended = await runStory(story);
  assert.equal(ended.code, 0, ended.stderr);
  const shown = [];
  for (const verb of [["config"], ["config", "--json"], ["logs", "TASK-001"]]) {
    shown.push((await runProgram(project, verb)).stdout);
  }
  for (const path of await filesUnder(join(project.repository, ".git/spec-tui"))) {
    shown.push(new TextDecoder().decode(await Deno.readFile(path)));
  }
  assert.ok(shown.every((text) => !text.includes(value)));
});
