// The prompt of an attempt, gathered from the spec's files, the run so far and what the gates will refuse.
import { buildPrompt } from "../agents/prompt.ts";
import { templateNames, templateText } from "../agents/prompt_template.ts";
import type { Attempt, Run, TaskState } from "../pipeline/run.ts";
import { findSection } from "../spec/section.ts";
import type { AttemptRequest, ComposePorts, ComposeSettings } from "./compose.ts";
import type { AgentChoice, SpecFiles } from "./ports.ts";

interface Start {
  readonly agent: AgentChoice;
  /** The attempt before, and whether this one goes on from its work. */
  readonly previous: Attempt | null;
  readonly isContinued: boolean;
}

export async function composePrompt(
  settings: ComposeSettings,
  ports: ComposePorts,
  request: AttemptRequest,
  { agent, previous, isContinued }: Start,
): Promise<string> {
  const { spec, run, task } = request;
  const { files } = ports;
  const [requirements, design, constitution, template] = await Promise.all([
    files.text("requirements"),
    files.text("design"),
    files.text("constitution"),
    findTemplate(files, agent),
  ]);
  const sections = (text: string) =>
    withoutNested(task.tracesTo.flatMap((id) => findSection(text, id) ?? []));
  const isDefined = (id: string) => [requirements, design].some((text) => findSection(text, id));
  const state = run.tasks.get(task.id);
  return buildPrompt({
    task,
    dependencies: task.needs.map((id) => ({
      id,
      name: spec.byId.get(id)?.name ?? "",
      summary: summaryOf(run, id),
    })),
    requirements: sections(requirements),
    design: sections(design),
    untraced: task.tracesTo.filter((id) => !isDefined(id)),
    constitution,
    persona: settings.persona,
    commands: { test: settings.checks.test, lint: settings.checks.lint },
    gates: gates(settings),
    template,
    retry: await retryOf(settings, ports, state, previous, isContinued),
    answer: answerOf(state, previous),
    workDir: { git: settings.hasGit, subdir: settings.subdir },
  });
}

/** A section that another one holds is told with that. */
function withoutNested(sections: readonly string[]): readonly string[] {
  const all = [...new Set(sections)];
  return all.filter((section) => !all.some((each) => each !== section && each.includes(section)));
}

async function findTemplate(files: SpecFiles, agent: AgentChoice): Promise<string | null> {
  for (const name of templateNames(agent)) {
    const text = await files.text(name);
    if (text !== "") return templateText(name, text);
  }
  return null;
}

function summaryOf(run: Run, id: string): string {
  const attempt = run.tasks.get(id)?.attempts.at(-1);
  const record = attempt?.stages.implement;
  return record?.status === "passed" ? record.detail : "";
}

/** What will be refused is said before it is paid for. */
function gates(settings: ComposeSettings): string[] {
  const { checks } = settings;
  return [
    "the final message holds none of the answers below, or a worse one beside TASK_COMPLETE",
    ...(settings.hasGit ? ["nothing changed, unless you say TASK_COMPLETE: no_op and why"] : []),
    ...(checks.test
      ? [`\`${checks.test}\` does not exit with 0, or runs no test where there were some`]
      : []),
    ...(checks.lint && checks.lintBlocking ? [`\`${checks.lint}\` does not exit with 0`] : []),
    ...(checks.runGitHooks && settings.hasGit
      ? ["the repository's pre-commit or commit-msg hook refuses it"]
      : []),
    ...(settings.hasGit
      ? ["commits that were here before are rewritten, or git's configuration or hooks are changed"]
      : []),
    ...(settings.subdir
      ? [`files outside ${settings.subdir} are changed without a person's approval`]
      : []),
  ];
}

async function retryOf(
  settings: ComposeSettings,
  ports: ComposePorts,
  state: TaskState | undefined,
  previous: Attempt | null,
  isContinued: boolean,
) {
  if (!state || !previous) return null;
  const { end } = previous;
  const note = state.order.note;
  if (end?.kind !== "failed" && note === "") return null;
  const failure = end?.kind === "failed" ? end.failure : null;
  const diff = previous.base && previous.commit && previous.base !== previous.commit
    ? await ports.diff(previous.base, previous.commit)
    : "";
  return {
    attempt: previous.n + 1,
    maxAttempts: Math.max(settings.maxAttempts, previous.n + 1),
    kind: failure?.kind ?? "retried",
    message: failure?.message ?? "a person asked for it again",
    evidence: failure?.evidence ?? "",
    diff,
    findings: "",
    note,
    continued: isContinued,
  };
}

function answerOf(state: TaskState | undefined, previous: Attempt | null) {
  if (!state || state.order.answer === "") return null;
  const asked = state.attempts.findLast((each) => each.end?.kind === "blocked") ?? previous;
  const question = asked?.end?.kind === "blocked" ? asked.end.question : "";
  return { question, text: state.order.answer };
}
