// The agents' side of `doctor`: which are there, whether they answer, and, when paid for, whether they work.
import { agentByName, agents as knownAgents } from "../agents/registry.ts";
import { splitWords } from "../agents/words.ts";
import type { ConfiguredAgent } from "../config/config.ts";
import { runCommand } from "./command.ts";
import { fail, type Finding, ok, warn } from "./doctor.ts";
import { systemIds } from "./clock.ts";
import { onPath } from "./programs.ts";
import type { Project } from "./project.ts";

const VERSION_LIMIT_MS = 10_000;
/** Nobody waits longer than this for a launch sheet. */
const SHEET_LIMIT_MS = 3_000;

export async function checkAgentPrograms(project: Project): Promise<readonly Finding[]> {
  const { agents } = project.config;
  const own = await Promise.all(agents.map((agent) => agentFinding(project, agent)));
  if (own.length > 0 && own.every((finding) => finding.status === "fail")) {
    return [...own, fail("agents", "none can be called", installList())];
  }
  if (own.length === 0) return [fail("agents", "none is installed or named", installList())];
  // A run goes on with the rest of the chain.
  return own.map((finding) =>
    finding.status === "fail" ? warn(finding.name, finding.detail, finding.fix) : finding
  );
}

function installList(): string {
  return knownAgents.filter((agent) => agent.name !== "custom" && agent.name !== "demo")
    .map((agent) => `${agent.name}: ${agent.install}`).join("\n");
}

async function agentFinding(project: Project, agent: ConfiguredAgent): Promise<Finding> {
  const name = `agent ${agent.name}`;
  const program = programOf(agent);
  const path = onPath(program, project.environment);
  const adapter = agentByName(agent.adapter);
  if (path === null) {
    return fail(name, `"${program}" is not on PATH`, adapter?.install || `install ${program}`);
  }
  // A script of one's own may take `--version` for a prompt.
  if (agent.adapter === "custom" || agent.adapter === "demo" || agent.template !== "") {
    return ok(name, path);
  }
  const ran = await runCommand([path, "--version"], project.environment, VERSION_LIMIT_MS);
  const line = `${ran.stdout}\n${ran.stderr}`.split("\n").map((each) => each.trim())
    .find((each) => each !== "") ?? "";
  if (ran.timedOut) {
    return warn(name, `${path} --version did not answer in 10 s`, `try it: ${program} --version`);
  }
  if (ran.code !== 0) {
    return warn(
      name,
      `${path} --version exited with ${ran.code}: ${line}`,
      `try it: ${program} --version`,
    );
  }
  return ok(name, `${path}, ${line.slice(0, 80)}`);
}

/** What its CLI says of its version, within a moment; empty when it does not, or may not be asked. */
export async function agentVersion(project: Project, agent: ConfiguredAgent): Promise<string> {
  const path = onPath(programOf(agent), project.environment);
  const isOwn = agent.adapter === "custom" || agent.adapter === "demo" || agent.template !== "";
  if (path === null || isOwn) return "";
  const ran = await runCommand([path, "--version"], project.environment, SHEET_LIMIT_MS);
  if (ran.code !== 0) return "";
  const line = ran.stdout.split("\n").map((each) => each.trim()).find((each) => each !== "") ?? "";
  return line.slice(0, 60);
}

/** The program that a call of it starts, template or not. */
export function programOf(agent: ConfiguredAgent): string {
  const text = agent.template !== "" && !agent.template.includes("{cmd}")
    ? agent.template
    : agent.command;
  const cut = splitWords(text);
  return (cut.ok ? cut.words[0] : text) ?? text;
}

const CALL_LIMIT_MS = 120_000;
const PROBE = "This is a test of the connection. Use no tools and change no file. " +
  "Answer with this one line and nothing else:\nTASK_COMPLETE";

/** One tiny real call for each agent, while the cap allows the next one's reservation. */
export async function probeAgents(project: Project, maxUsd: number): Promise<readonly Finding[]> {
  const { agents, limits } = project.config;
  const findings: Finding[] = [];
  let countedUsd = 0;
  for (const agent of agents) {
    const name = `call ${agent.name}`;
    if (countedUsd + limits.budgetReserveUsd > maxUsd) {
      const needed = (countedUsd + limits.budgetReserveUsd).toFixed(2);
      findings.push(
        warn(name, `not called: it reserves more than is left of the cap`, `--max-usd ${needed}`),
      );
      continue;
    }
    const { finding, costUsd } = await probe(project, agent, name);
    countedUsd += costUsd ?? limits.budgetReserveUsd;
    findings.push(finding);
  }
  return findings;
}

async function probe(
  project: Project,
  agent: ConfiguredAgent,
  name: string,
): Promise<{ readonly finding: Finding; readonly costUsd: number | null }> {
  const adapter = agentByName(agent.adapter);
  if (adapter === undefined) return { finding: fail(name, "unknown", "see `agents`"), costUsd: 0 };
  const folder = Deno.makeTempDirSync({ dir: project.environment.TMPDIR || "/tmp" });
  const promptFile = `${folder}/prompt-${systemIds.next()}.md`;
  try {
    Deno.writeTextFileSync(promptFile, PROBE, { mode: 0o600 });
    const request = { ...agent, session: null, promptFile, prompt: PROBE, readOnly: true };
    const call = adapter.invocation(request);
    if (call.error) return { finding: fail(name, call.error.message, "see `agents`"), costUsd: 0 };
    // Its own folder: opencode works where PWD says.
    const environment = { ...project.environment, ...call.env, ...agent.env, PWD: folder };
    const stdin = call.stdin === "prompt" ? { stdin: PROBE } : {};
    const ran = await runCommand(call.argv, environment, CALL_LIMIT_MS, { cwd: folder, ...stdin });
    const reader = adapter.reader({ request });
    for (const line of ran.stdout.split("\n")) reader.line(line);
    const result = reader.end({
      exitCode: ran.code,
      signal: null,
      timedOut: ran.timedOut ? "wall" : null,
      stopped: false,
      stderrTail: ran.stderr,
      nowMs: 0,
    });
    const cost = result.costUsd === null ? "cost unknown" : `$${result.costUsd.toFixed(4)}`;
    if (result.error !== null || ran.code !== 0) {
      const why = result.error?.message ?? `it exited with ${ran.code}`;
      const fix = result.error?.class === "auth"
        ? adapter.login
        : "see `agents` in `spec-tui config`";
      return { finding: fail(name, `${why} (${cost})`, fix), costUsd: result.costUsd };
    }
    const finding = /^TASK_COMPLETE$/m.test(result.text)
      ? ok(name, `answered as asked (${cost})`)
      : warn(name, `answered without TASK_COMPLETE (${cost})`, "its tasks may end as no_verdict");
    return { finding, costUsd: result.costUsd };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
