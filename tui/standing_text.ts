// What stands behind the word for how a task stands, in the words of the facts.
import { type Standing, standingOf } from "../src/pipeline/run.ts";
import type { Task } from "../src/spec/spec.ts";
import type { Screen } from "./screen.ts";
import { missingNeeds } from "./task_look.ts";

/** Empty where the word says all. */
export function standingText({ run, spec }: Screen, task: Task): string {
  const standing = standingOf(run, task.id);
  switch (standing.at) {
    case "failed":
      return `${standing.stage}: ${standing.failure.message}`;
    case "waiting":
      return waitingFor(standing.for);
    case "held":
      return standing.reason.includes(standing.by)
        ? standing.reason
        : `${standing.reason} (${standing.by})`;
    case "taken":
      return `by ${standing.by}`;
    case "done":
      return standing.commit === null ? "" : `landed as ${standing.commit.slice(0, 10)}`;
    case "working":
      return "";
    case "idle": {
      const needs = missingNeeds(run, task, spec.byId);
      return needs.length === 0 ? "" : `for ${needs.join(", ")}`;
    }
  }
}

function waitingFor(waiting: Extract<Standing, { at: "waiting" }>["for"]): string {
  switch (waiting.kind) {
    case "question":
      return waiting.question;
    case "conflict":
      return `conflicts in ${waiting.files.join(", ")}`;
    case "outside":
      return `changed outside the project: ${waiting.files.join(", ")}`;
    case "failure":
      return waiting.failure.message;
    case "budget":
      return "its budget is used up";
  }
}
