// What is wrong with a spec, each finding with its place and what to type. Errors are all that would make the
// runner do something else than was written; warnings are what a careful author would want to know.
import { findCycles } from "./cycles.ts";
import type { Draft, Finding } from "./draft.ts";
import { type Heading, isUnreadableTask } from "./heading.ts";
import { isReservedPrefix, prefixOf } from "./ids.ts";
import type { Scan } from "./lines.ts";
import type { Task } from "./spec.ts";
import { priorityOf, statusMeant, statusWord } from "./words.ts";

export interface Parts {
  readonly scan: Scan;
  readonly drafts: readonly Draft[];
  /** One for each draft, in the same order. */
  readonly tasks: readonly Task[];
  readonly headings: readonly Heading[];
  readonly prefixes: ReadonlySet<string>;
}

export function diagnose(parts: Parts): Finding[] {
  const found = [
    ...fileFindings(parts),
    ...headingFindings(parts),
    ...duplicateIds(parts.drafts),
    ...cycleFindings(parts.drafts, parts.tasks),
  ];
  const byId = new Map<string, Task>();
  for (const task of parts.tasks) if (!byId.has(task.id)) byId.set(task.id, task);
  parts.drafts.forEach((draft, index) => {
    const task = parts.tasks[index];
    for (const finding of draft.findings) found.push(finding);
    if (task !== undefined) taskFindings(draft, task, byId, found);
  });
  return found;
}

function fileFindings({ scan, drafts, headings }: Parts): Finding[] {
  const found: Finding[] = [];
  if (scan.unclosed?.what === "fence") {
    found.push({
      severity: "error",
      code: "unclosed-fence",
      at: scan.unclosed.at,
      message: "Cannot tell where this code block ends: nothing below it is read",
      expected: "a closing line of at least as many backticks or tildes",
      fix: "Close the code block",
    });
  }
  if (scan.unclosed?.what === "comment") {
    found.push({
      severity: "error",
      code: "unclosed-comment",
      at: scan.unclosed.at,
      message: "Cannot tell where this comment ends: nothing below it is read",
      found: "<!--",
      expected: "-->",
      fix: "Close the comment",
    });
  }
  if (drafts.length > 0) return found;
  const likely = headings.find((heading) => heading.id !== null && !isGroup(heading.id));
  found.push({
    severity: "error",
    code: "no-tasks",
    at: -1,
    message: scan.lines.every((line) => line.kind === "blank")
      ? "Cannot find a task: the file is empty"
      : "Cannot find a task in this file",
    ...(likely === undefined ? {} : { found: `### ${likely.id}: ${likely.name}` }),
    expected: "a heading such as `### TASK-001: Name`",
    fix: likely === undefined
      ? "Write `### TASK-001: Name` and, on the line below, `P1 | TODO | Est: 1d`"
      : `Write \`P1 | TODO\` on the line below the heading of ${likely.id}`,
  });
  return found;
}

function headingFindings({ headings, prefixes, drafts }: Parts): Finding[] {
  const found: Finding[] = [];
  for (const heading of headings) {
    if (isUnreadableTask(heading, prefixes)) {
      found.push({
        severity: "error",
        code: "unreadable-heading",
        at: heading.at,
        message: "Cannot read this heading as a task",
        found: heading.text.slice(0, 80),
        expected: "### TASK-001: Name",
        fix: `Write \`### ${heading.meant}: Name\`, with two to six hashes`,
      });
    } else if (
      drafts.length > 0 && heading.id !== null && !prefixes.has(prefixOf(heading.id)) &&
      !isGroup(heading.id)
    ) {
      found.push({
        severity: "warning",
        code: "heading-not-a-task",
        at: heading.at,
        message:
          `"${heading.id}" is read as text: nothing below its heading says that it is a task`,
        found: heading.text.slice(0, 80),
        fix: "If it is a task, write `P1 | TODO` on the line below",
      });
    }
  }
  return found;
}

function duplicateIds(drafts: readonly Draft[]): Finding[] {
  const first = new Map<string, Draft>();
  const found: Finding[] = [];
  for (const draft of drafts) {
    const earlier = first.get(draft.id);
    if (earlier === undefined) first.set(draft.id, draft);
    else {
      found.push({
        severity: "error",
        code: "duplicate-id",
        at: draft.heading.at,
        task: draft.id,
        message: `Cannot tell two tasks apart: "${draft.id}" is also the id of line ${
          earlier.heading.line + 1
        }`,
        found: draft.id,
        expected: "an id of its own for each task",
        fix: "Give one of the two another id",
      });
    }
  }
  return found;
}

function cycleFindings(drafts: readonly Draft[], tasks: readonly Task[]): Finding[] {
  const byId = new Map(drafts.map((draft) => [draft.id, draft] as const).reverse());
  return findCycles(tasks).map((cycle) => {
    const [first = ""] = cycle;
    const path = [...cycle, first].join(" → ");
    return {
      severity: "error",
      code: "dependency-cycle",
      at: place(byId.get(first)),
      task: first,
      message: `Cannot order tasks that wait for each other: ${path}`,
      found: path,
      expected: "no way back to a task along its dependencies",
      fix: `Take one id out of a \`Depends on\` along ${path}`,
    };
  });
}

function place(draft: Draft | undefined): number {
  return draft?.needs?.label ?? draft?.heading.at ?? -1;
}

function taskFindings(
  draft: Draft,
  task: Task,
  byId: ReadonlyMap<string, Task>,
  found: Finding[],
): void {
  const at = draft.heading.at;
  const warn = (code: string, message: string, fix: string) =>
    found.push({ severity: "warning", code, at, task: task.id, message, fix });
  checkWords(draft, found);
  if (task.name === "") warn("no-name", `${task.id} has no name`, `Write ${task.id}: Name`);
  if (task.needs.includes(task.id)) {
    found.push({
      severity: "error",
      code: "self-dependency",
      at: place(draft),
      task: task.id,
      message: `Cannot start ${task.id}: it waits for itself`,
      found: task.id,
      expected: "ids of other tasks",
      fix: `Take ${task.id} out of its \`Depends on\``,
    });
  }
  if (!draft.hasMetadata) {
    warn(
      "no-metadata",
      `${task.id} has no metadata line: it is read as P0 and TODO`,
      "Write `P0 | TODO | Est: 1d` on the line below its heading",
    );
  } else if (draft.status === null && !hasError(draft, "bad-metadata")) {
    warn(
      "no-status",
      `${task.id} has no status: it is read as TODO`,
      "Write `| TODO` behind the priority",
    );
  }
  if (task.estimate === "") {
    warn(
      "no-estimate",
      `${task.id} has no estimate`,
      "Write `| Est: 1d` at the end of its metadata line",
    );
  }
  if (task.tracesTo.length === 0) {
    warn("no-traces", `${task.id} names no requirement`, "Write `**Traces to:** [REQ-001]`");
  }
  for (const id of task.blocks) {
    const other = byId.get(id);
    if (other === undefined || other.needs.includes(task.id)) continue;
    found.push({
      severity: "warning",
      code: "one-sided-block",
      at: draft.blocks?.label ?? at,
      task: task.id,
      message:
        `${task.id} says that it blocks ${id}, but ${id} does not depend on it: they may run at once`,
      found: id,
      fix: `Add [${task.id}] to the \`Depends on\` of ${id}, or delete it here`,
    });
  }
}

function checkWords(draft: Draft, found: Finding[]): void {
  const { priority, status } = draft;
  if (priority !== null && priorityOf(priority.word) === null && !hasError(draft, "bad-metadata")) {
    found.push({
      severity: "error",
      code: "bad-priority",
      at: priority.start,
      task: draft.id,
      message: `Cannot read the priority of ${draft.id}`,
      found: priority.word,
      expected: "P0, P1, P2 or P3",
      fix: "Write P0, P1, P2 or P3",
    });
  }
  if (status === null || status.status !== null) return;
  const meant = statusMeant(status.word);
  found.push({
    severity: "error",
    code: "bad-status",
    at: status.end - status.word.length,
    task: draft.id,
    message: `Cannot read the status of ${draft.id}`,
    found: status.word,
    expected: "TODO, IN_PROGRESS, REVIEW, DONE or BLOCKED",
    fix: meant === null ? "Write one of the five words" : `Write ${statusWord(meant)}`,
  });
}

function hasError(draft: Draft, code: string): boolean {
  return draft.findings.some((finding) => finding.code === code);
}

function isGroup(id: string): boolean {
  return isReservedPrefix(prefixOf(id));
}
