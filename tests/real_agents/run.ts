// Puts real agent CLIs through the stories, each in a namespace with a scripted model. Not a part of
// `deno task test`: it needs the CLIs (1.4 GB) and ten minutes.
//
//   npm install --prefix DIR @anthropic-ai/claude-code @openai/codex opencode-ai \
//     @mariozechner/pi-coding-agent @google/gemini-cli
//   AGENT_CLIS=DIR deno run -A tests/real_agents/run.ts [CLI…] [words of a story's name]
//
// It prints a line for each story and CLI, and ends with `N passed, M failed, K skipped`.
import assert from "node:assert/strict";
import { oneLandingPerTask } from "../e2e/kit/assertions.ts";
import { createProject, type Project } from "../e2e/kit/project.ts";
import { type Came, type CliName, CLIS, missing, MODELS, runReal } from "./harness.ts";
import { type RealStory, STORIES } from "./stories.ts";

const PRICED: readonly CliName[] = ["claude", "opencode", "pi"];
const PRICE_USD = 0.00432;

const clis = CLIS.filter((cli) => Deno.args.includes(cli));
const words = Deno.args.filter((word) => !CLIS.some((cli) => cli === word)).join(" ");
const count = { passed: 0, failed: 0, skipped: 0 };
for (const [name, story] of Object.entries(STORIES)) {
  if (!name.includes(words)) continue;
  for (const cli of clis.length > 0 ? clis : CLIS) await tell(cli, name, story);
}
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
Deno.exit(count.failed > 0 || count.passed === 0 ? 1 : 0);

async function tell(cli: CliName, name: string, story: RealStory): Promise<void> {
  const why = missing(cli) ?? (story.without?.includes(cli) ? "left out" : null);
  if (why !== null) {
    count.skipped++;
    return console.log(`skipped: ${cli} ${name}: ${why}`);
  }
  const startedAt = performance.now();
  try {
    await play(cli, story);
    count.passed++;
    console.log(`${cli} ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  } catch (error) {
    count.failed++;
    console.log(`FAILED: ${cli} ${name}\n${error instanceof Error ? error.stack : error}`);
  }
}

async function play(cli: CliName, story: RealStory): Promise<void> {
  const env = cli === "claude" ? { CLAUDE_CODE_MAX_RETRIES: "2" } : {};
  const agents = { [cli]: { model: MODELS[cli], env } };
  await using project = await createProject({
    agents: {},
    config: { agent: cli, ...story.config, agents },
  });
  const came = await runReal({
    cli,
    project,
    steps: story.steps,
    argv: ["run", "--all", "--no-tui"],
    limitSeconds: story.limitSeconds ?? 150,
  });
  await judge(cli, story, { project, came });
}

async function judge(
  cli: CliName,
  story: RealStory,
  { project, came }: { readonly project: Project; readonly came: Came },
): Promise<void> {
  const of = (type: string) => came.facts.filter((fact) => fact.type === type);
  assert.equal(came.code, story.exit, came.stderr);
  assert.deepEqual(came.left, [], "no process is left");
  assert.deepEqual(of("StageFailed").map((fact) => Object(fact.body.failure).kind), story.failures);
  assert.equal(of("AgentParked").length > 0, story.parked);
  assert.deepEqual(of("CallStarted").map((fact) => fact.body.role), story.calls);
  if (story.says !== undefined) assert.match(came.stderr, story.says);
  if (story.exit === 0) await oneLandingPerTask(project, ["TASK-001"]);
  if (story.replies === null) return;
  const ended = of("CallEnded").map((fact) => fact.body);
  const costUsd = ended.reduce((sum, call) => sum + Number(call.costUsd ?? 0), 0);
  const isPriced = PRICED.includes(cli);
  assert.ok(Math.abs(costUsd - (isPriced ? PRICE_USD * story.replies : 0)) < 1e-9, `$${costUsd}`);
  if (story.replies === 0) return;
  const input = ended.reduce((sum, call) => sum + Number(Object(call.tokens).input), 0);
  assert.equal(input, 1200 * story.replies, "tokens of every reply, once");
}
