// Projects that benches run in: a spec of free tasks, an agent of a few lines of shell, a check that is `true`.
import { fileURLToPath } from "node:url";
import { fastAgent } from "../fixtures/agents/make_agent.ts";
import { createProject, type Project, type ProjectOptions } from "../e2e/kit/project.ts";
import { manyTasks } from "../e2e/kit/tasks.ts";

export interface BenchProject {
  readonly tasks: number;
  /** So many of them, from the second on, are DONE in the spec. */
  readonly done?: number;
  /** Files of the first commit beside the spec. */
  readonly files?: number;
  readonly git?: ProjectOptions["git"];
  readonly jobs?: number;
  /** The agent as words; absent: one that only writes a file. */
  readonly agent?: string;
  readonly test?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

export function scriptPath(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

export function benchProject(request: BenchProject): Promise<Project> {
  return createProject({
    spec: manyTasks(request.tasks).map((task, at) =>
      at > 0 && at <= (request.done ?? 0) ? { ...task, status: "DONE" } : task
    ),
    git: request.git ?? "committed",
    files: numberedFiles(request.files ?? 0),
    agents: {},
    ...(request.env === undefined ? {} : { env: request.env }),
    config: {
      agent: "fast",
      agents: { fast: { command_template: request.agent ?? `sh ${fastAgent()}` } },
      commands: { test: request.test ?? "true", lint: "" },
      max_concurrent: request.jobs ?? 1,
      ...request.config,
    },
  });
}

function numberedFiles(count: number): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  for (let n = 0; n < count; n++) files[`src/part${n % 100}/file${n}.txt`] = `This is file ${n}.\n`;
  return files;
}
