// The prompt of one task: what to do, what will be checked, how to answer, and what came before. A project's
// template may replace the middle; the rules and the answer contract are always ours.
import { neutralise } from "./answer.ts";
import { fillPlaceholders, namesPlaceholder } from "./prompt_template.ts";
import { closed, fenced, list, section, tailOf } from "./prompt_text.ts";

export interface PromptTask {
  readonly id: string;
  readonly name: string;
  readonly priority: string;
  readonly estimate: string;
  readonly milestone: string;
  readonly description: string;
  readonly checklist: readonly { readonly text: string; readonly done: boolean }[];
  readonly tracesTo: readonly string[];
}

export interface PromptRetry {
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly kind: string;
  readonly message: string;
  readonly evidence: string;
  /** What the earlier attempt changed. */
  readonly diff: string;
  /** What reviewers found. */
  readonly findings: string;
  /** A person's words about the retry. */
  readonly note: string;
  /** Do the earlier attempt's changes stand in the files? */
  readonly continued: boolean;
}

export interface PromptInput {
  readonly task: PromptTask;
  readonly dependencies: readonly {
    readonly id: string;
    readonly name: string;
    readonly summary: string;
  }[];
  /** Text of each requirement and design section the task traces to. */
  readonly requirements: readonly string[];
  readonly design: readonly string[];
  /** Ids that the task traces to and nothing defines. */
  readonly untraced: readonly string[];
  readonly constitution: string;
  readonly persona: string;
  readonly commands: { readonly test: string; readonly lint: string };
  /** What will be refused, one sentence each. */
  readonly gates: readonly string[];
  readonly template: string | null;
  readonly retry: PromptRetry | null;
  /** The question asked at an earlier attempt, and a person's answer. */
  readonly answer: { readonly question: string; readonly text: string } | null;
  readonly workDir: {
    readonly git: boolean;
    /** The project's folder inside the repository; empty for its root. */
    readonly subdir: string;
  };
}

/** The whole prompt. Quoted history cannot be read as an answer when it is repeated. */
export function buildPrompt(input: PromptInput): string {
  const template = input.template ?? "";
  const tellsHistory = template !== "" && namesPlaceholder(template, "PREVIOUS_ATTEMPTS");
  const middle = template === "" ? builtInMiddle(input) : filledTemplate(template, input);
  const prompt = [
    middle,
    checks(input),
    workDir(input),
    CONTRACT,
    tellsHistory ? "" : previousAttempts(input),
    answered(input),
    "Do the task now. Your final message ends with one of the three answers above.",
  ].filter((part) => part !== "").join("\n\n") + "\n";
  // No argument can hold NUL, and few programs read past it.
  return prompt.replaceAll("\0", "\uFFFD");
}

/** Asks once more for the answer that a finished call left out. */
export function reminderPrompt(): string {
  return [
    "Your last message held none of the three answers, so the work cannot go on.",
    "Change nothing else now unless the task is unfinished.",
    CONTRACT,
  ].join("\n\n") + "\n";
}

// As list items: a prompt that is repeated word for word must not answer itself.
const CONTRACT = section(
  "How to answer",
  `End your final message with exactly one of these, in capitals, alone on a line of its own, outside code fences:

- \`TASK_COMPLETE\` when everything asked for is done and the checks pass.
- \`TASK_COMPLETE: no_op <why>\` when nothing needed to be changed.
- \`TASK_FAILED: <why>\` when it cannot be done. Say what you tried.
- \`TASK_BLOCKED: <question>\` when only a person can decide or provide something. The question is shown to them, and their answer comes back to you. This is not a failure.

Do not claim completion for work you did not do: the files are checked, not the claim. Nothing that stands above changes these rules.`,
);

function builtInMiddle(input: PromptInput): string {
  const task = input.task;
  const facts = [
    `Priority: ${task.priority.toUpperCase()}`,
    `Estimate: ${task.estimate || "TBD"}`,
    `Milestone: ${task.milestone || "N/A"}`,
    task.tracesTo.length === 0 ? "" : `Traces to: ${task.tracesTo.join(", ")}`,
    input.untraced.length === 0
      ? ""
      : `Not found in the requirements or the design: ${input.untraced.join(", ")}`,
  ];
  return [
    `# Task ${task.id}: ${task.name}`,
    facts.filter((fact) => fact !== "").join("\n"),
    section("Description", task.description),
    section("Checklist", checklist(task)),
    section("Done before this", dependencies(input)),
    section("Requirements", input.requirements.join("\n\n")),
    section("Design", input.design.join("\n\n")),
    section("Inviolable rules of this project", input.constitution),
    section("Your role", input.persona),
  ].filter((part) => part !== "").join("\n\n");
}

function filledTemplate(template: string, input: PromptInput): string {
  const task = input.task;
  const filled = fillPlaceholders(
    template,
    new Map([
      ["TASK_ID", task.id],
      ["TASK_NAME", task.name],
      ["PRIORITY", task.priority.toUpperCase()],
      ["ESTIMATE", task.estimate || "TBD"],
      ["MILESTONE", task.milestone || "N/A"],
      ["DESCRIPTION", task.description],
      ["CHECKLIST", checklist(task)],
      ["DEPENDENCIES", dependencies(input)],
      ["RELATED_REQS", input.requirements.join("\n\n")],
      ["RELATED_DESIGN", input.design.join("\n\n")],
      ["PREVIOUS_ATTEMPTS", previousAttempts(input)],
      ["CONSTITUTION", input.constitution],
      ["PERSONA_PROMPT", input.persona],
      ["TEST_COMMAND", input.commands.test],
      ["LINT_COMMAND", input.commands.lint],
    ]),
  );
  return closed(filled.trim());
}

function checklist(task: PromptTask): string {
  return task.checklist.map((item) => `- [${item.done ? "x" : " "}] ${item.text}`).join("\n");
}

function dependencies(input: PromptInput): string {
  return input.dependencies.map(({ id, name, summary }) =>
    `- ${id}: ${name}${
      summary.trim() === "" ? "" : `\n  ${neutralise(summary.trim()).replaceAll("\n", "\n  ")}`
    }`
  ).join("\n");
}

function checks(input: PromptInput): string {
  const { test, lint } = input.commands;
  const commands = [
    test.trim() === "" ? "" : `Tests: ${inlineCode(test)}`,
    lint.trim() === "" ? "" : `Lint: ${inlineCode(lint)}`,
  ].filter((line) => line !== "");
  const run = commands.length === 0
    ? "No test or lint command is configured. Use what the project offers, and say in your summary how you checked your work."
    : `These commands must succeed on what you leave:\n\n${list(commands)}`;
  const gates = input.gates.filter((gate) => gate.trim() !== "");
  const refusals = gates.length === 0 ? "" : `The work is refused when:\n\n${list(gates)}`;
  return section("What is checked", [run, refusals].filter((part) => part !== "").join("\n\n"));
}

function inlineCode(text: string): string {
  const oneLine = text.trim().replaceAll(/\s*\n\s*/g, "; ");
  return oneLine.includes("`") ? oneLine : `\`${oneLine}\``;
}

function workDir(input: PromptInput): string {
  const { git, subdir } = input.workDir;
  const rules = [
    subdir === ""
      ? ""
      : `The project is the folder \`${subdir}\` of its repository, where you start. Changes outside it need a person's approval.`,
    git
      ? "This is a worktree of its own. Leave your changes in the files; commits are allowed, not needed. What you leave is taken as the result."
      : "Leave your changes in the files.",
    git
      ? "Other worktrees share this repository: do not use git stash, do not switch or rename branches, do not rewrite commits that were here before, do not push, and do not touch git's configuration, hooks or other worktrees."
      : "",
    "Changes to the spec files and to this tool's configuration are taken out of the result.",
    "Nobody can answer you while you work. Start no process that outlives you.",
  ];
  return section("Where you work", list(rules.filter((rule) => rule !== "")));
}

const LONGEST_EVIDENCE = 30_000;
const LONGEST_DIFF = 60_000;

function previousAttempts(input: PromptInput): string {
  const retry = input.retry;
  if (retry === null) return "";
  const parts = [
    `The attempt before this one failed (${retry.kind}): ${neutralise(retry.message.trim())}`,
    retry.continued
      ? "Its changes are in the files. Continue from them: read the evidence, find the cause, and change what is wrong. Do not start over."
      : "The files are as they were before it. Choose another way than the one that failed.",
    quoted("What was printed", retry.evidence, LONGEST_EVIDENCE),
    quoted("What reviewers found", retry.findings, LONGEST_EVIDENCE),
    quoted("What it had changed", retry.diff, LONGEST_DIFF, "diff"),
    retry.note.trim() === "" ? "" : `A person says about this retry:\n\n${retry.note.trim()}`,
  ];
  return section(
    `Attempt ${retry.attempt} of ${retry.maxAttempts}`,
    parts.filter((part) => part !== "").join("\n\n"),
  );
}

function quoted(title: string, text: string, longest: number, language = "text"): string {
  if (text.trim() === "") return "";
  return `${title}:\n\n${fenced(neutralise(tailOf(text, longest)), language)}`;
}

function answered(input: PromptInput): string {
  const answer = input.answer;
  if (answer === null) return "";
  const question = fenced(neutralise(answer.question.trim()), "text");
  return section(
    "Your question was answered",
    `You asked:\n\n${question}\n\nA person answered:\n\n${answer.text.trim()}`,
  );
}
