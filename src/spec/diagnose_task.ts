// What is wrong with one task: words that cannot be read, and what a careful author would want to know.
import type { Draft, Finding } from "./draft.ts";
import type { Task } from "./spec.ts";
import { priorityOf, statusMeant, statusWord } from "./words.ts";

export function taskFindings(draft: Draft, task: Task): Finding[] {
  const { at, findings: found } = draft;
  const warn = (code: string, message: string, fix: string) =>
    found.push({ severity: "warning", code, at, task: task.id, message, fix });
  checkWords(draft, found);
  if (task.name === "") warn("no-name", `${task.id} has no name`, `Write ${task.id}: Name`);
  if (task.needs.includes(task.id)) {
    found.push({
      severity: "error",
      code: "self-dependency",
      at: draft.needs?.label ?? at,
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
      "Write `| TODO` behind the priority, or `**Status:** TODO` below it",
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
  return found;
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
