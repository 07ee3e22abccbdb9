// What is wrong with one task: words that cannot be read, and what a careful author would want to know.
import { skipDecorations } from "./chars.ts";
import type { Draft, Finding } from "./draft.ts";
import type { Task } from "./spec.ts";
import { STATUS_WORDS, type Word } from "./status_mark.ts";
import { priorityOf, statusMeant, statusWord } from "./words.ts";

export function taskFindings(text: string, draft: Draft, task: Task): void {
  const { at, findings: found } = draft;
  const warn = (code: string, message: string, fix: string) =>
    found.push({ severity: "warning", code, at, task: task.id, message, fix });
  checkWords(text, draft, found);
  if (task.name === "") warn("no-name", `${task.id} has no name`, `Write ${task.id}: Name`);
  if (draft.isStruck && task.status !== "done" && task.status !== "blocked") {
    found.push({
      severity: "error",
      code: "struck-heading",
      at,
      task: task.id,
      message: `Cannot tell whether to do ${task.id}: its heading is struck out`,
      found: `~~${task.id}`,
      expected: "a heading as it is, or a task that is DONE or BLOCKED",
      fix: "Delete the task, or set its status",
    });
  }
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
  if (!draft.hasMetadata && draft.suspect !== null) {
    found.push(notMetadata(draft, draft.suspect));
  } else if (!draft.hasMetadata && STATUS_IN_NAME.test(task.name)) {
    found.push(statusInName(draft, task));
  } else if (!draft.hasMetadata) {
    warn(
      "no-metadata",
      `${task.id} has no metadata line: it is read as P0 and TODO`,
      "Write `P0 | TODO | Est: 1d` on the line below its heading",
    );
  } else if (draft.status === null && !draft.isUnreadable) {
    warn(
      "no-status",
      `${task.id} has no status: it is read as TODO`,
      "Write `| TODO` behind the priority, or `**Status:** TODO` below it",
    );
  }
  if (draft.hasMetadata && draft.priority === null && !draft.isUnreadable) {
    warn(
      "no-priority",
      `${task.id} has no priority: it is read as P0`,
      "Write P0, P1, P2 or P3 and a `|` before its status",
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
}

/** `Name ✅`, `Name [DONE]`, `Name (P1 | DONE)`, `Name — DONE`, `✅ Name`. */
const STATUS_IN_NAME = new RegExp(
  `(?:✅|☑|✔|⏸|🔄|🔍|❌)\\uFE0F?$|^(?:✅|☑|✔|⏸|🔄|🔍|❌)|^[[(](?:${STATUS_WORDS})[\\])]|` +
    `(?:[[(](?:[^\\])]{0,40}[^A-Za-z\\])])?| [—–-] |: ?)(?:${STATUS_WORDS})[\\])]?$`,
  "u",
);

function statusInName(draft: Draft, task: Task): Finding {
  return {
    severity: "error",
    code: "bad-metadata",
    at: draft.at,
    task: task.id,
    message: `Cannot take the status of ${task.id} from its heading`,
    found: task.name.slice(0, 80),
    expected: "P0 | TODO | Est: 1d, on the line below the heading",
    fix: "Move the status to the line below the heading",
  };
}

function notMetadata(draft: Draft, { word, start }: Word): Finding {
  return {
    severity: "error",
    code: "bad-metadata",
    at: start,
    task: draft.id,
    message: `Cannot read the metadata of ${draft.id}`,
    found: word.slice(0, 80),
    expected: "P0 | TODO | Est: 1d",
    fix: "Write priority, status and estimate in this form",
  };
}

function checkWords(text: string, draft: Draft, findings: Finding[]): void {
  const { priority, status } = draft;
  if (priority !== null && priorityOf(priority.word) === null && !draft.isUnreadable) {
    findings.push({
      severity: "error",
      code: "bad-priority",
      at: priority.start,
      task: draft.id,
      message: `Cannot read the priority of ${draft.id}`,
      found: priority.word.slice(0, 60),
      expected: "P0, P1, P2 or P3",
      fix: "Write P0, P1, P2 or P3",
    });
  }
  if (status === null || status.status !== null) return;
  const word = skipDecorations(text, status.start, status.end);
  const at = word < status.end ? word : status.start;
  const found = text.slice(at, Math.min(status.end, at + 60));
  const meant = statusMeant(found);
  findings.push({
    severity: "error",
    code: "bad-status",
    at,
    task: draft.id,
    message: `Cannot read the status of ${draft.id}`,
    found,
    expected: "TODO, IN_PROGRESS, REVIEW, DONE or BLOCKED",
    fix: meant === null ? "Write one of the five words" : `Write ${statusWord(meant)}`,
  });
}
