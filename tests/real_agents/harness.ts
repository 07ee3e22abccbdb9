// Runs the whole program with a real agent CLI inside the namespace that `run-scenario` makes: there is nothing
// there but loopback and a scripted model, so a story costs nothing and reaches nobody.
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { facts, type LoggedFact } from "../e2e/kit/observe.ts";
import { commandLine } from "../e2e/kit/program.ts";
import type { Project } from "../e2e/kit/project.ts";

export const CLIS = ["claude", "codex", "opencode", "pi", "gemini"] as const;
export type CliName = typeof CLIS[number];

export const MODELS: Readonly<Record<CliName, string>> = {
  claude: "sonnet",
  codex: "gpt-5.5",
  opencode: "mock/mock-model",
  pi: "mock/mock-model",
  gemini: "gemini-2.5-pro",
};

/** A step of the mock's script, as the head of its `server.mjs` tells. */
export type Step = Readonly<Record<string, unknown>>;

export interface Asked {
  readonly cli: CliName;
  readonly project: Project;
  readonly steps: readonly Step[];
  readonly argv: readonly string[];
  readonly limitSeconds: number;
  /** Added to the environment of all; no blanks. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Came {
  readonly code: number;
  readonly seconds: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly left: readonly string[];
  readonly facts: readonly LoggedFact[];
  /** What the model was asked, request by request. */
  readonly requests: readonly ModelRequest[];
}

export interface ModelRequest {
  readonly step: number | null;
  readonly prompt: string;
  readonly prompt_chars: readonly number[];
  readonly messages: number;
}

const SHARED = fileURLToPath(new URL("../../../shared/tools/llm-mock/", import.meta.url));

/** Folder of the mock: LLM_MOCK, else where the shared tools lie beside this repository. */
export function mockFolder(): string {
  return Deno.env.get("LLM_MOCK") ?? SHARED;
}

/** What is missing to run real CLIs, or null. */
export function missing(cli: CliName): string | null {
  const clis = Deno.env.get("AGENT_CLIS") ?? "";
  if (clis === "") return "AGENT_CLIS names no folder with the CLIs";
  if (!exists(join(clis, "node_modules/.bin", cli))) return `${cli} is not in ${clis}`;
  if (!exists(join(mockFolder(), "run-scenario"))) return `no run-scenario in ${mockFolder()}`;
  return null;
}

export async function runReal(asked: Asked): Promise<Came> {
  const { project, cli } = asked;
  const out = join(project.home, "out");
  const scenario = join(project.home, "scenario.json");
  const usage = { input: 1200, cache_read: 300, cache_write: 0, output: 42 };
  await Deno.writeTextFile(scenario, JSON.stringify({ usage, steps: asked.steps }));
  const env = {
    DENO_DIR: project.env.DENO_DIR ?? "",
    DENO_NO_UPDATE_CHECK: "1",
    GIT_CONFIG_GLOBAL: project.env.GIT_CONFIG_GLOBAL ?? "",
    NO_COLOR: "1",
    ...asked.env,
  };
  const { code, stdout, stderr } = await new Deno.Command(join(mockFolder(), "run-scenario"), {
    args: [cli, scenario, project.root],
    env: {
      AGENT_CLIS: Deno.env.get("AGENT_CLIS") ?? "",
      ARGV: JSON.stringify([...await commandLine(), ...asked.argv]),
      EXTRA_ENV: Object.entries(env).map(([name, value]) => `${name}=${value}`).join(" "),
      GEMINI_ATTEMPTS: "2",
      LIMIT: String(asked.limitSeconds),
      OUT: out,
      RUN_HOME: join(project.home, "agent"),
    },
    stdin: "null",
  }).output();
  if (code !== 0) throw new Error(`Cannot run a scenario: ${new TextDecoder().decode(stderr)}`);
  const meta = JSON.parse(await Deno.readTextFile(join(out, "meta.json")));
  const said = new TextDecoder().decode(stdout);
  return {
    code: meta.exit_code,
    seconds: Number(/secs=([\d.]+)/.exec(said)?.[1]),
    stdout: await Deno.readTextFile(join(out, "stdout.txt")),
    stderr: await Deno.readTextFile(join(out, "stderr.txt")),
    left: meta.processes_left,
    facts: await facts(project),
    requests: await requestsIn(join(out, "requests.jsonl")),
  };
}

async function requestsIn(path: string): Promise<readonly ModelRequest[]> {
  if (!exists(path)) return [];
  const lines = (await Deno.readTextFile(path)).split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line)).filter((entry) => typeof entry.step === "number");
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
