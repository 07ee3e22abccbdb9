// Which tasks a person asked to run, from flags and the spec.
import { UserError } from "../host/user_error.ts";
import { openNeeds } from "../pipeline/candidates.ts";
import type { Run } from "../pipeline/run.ts";
import type { Selection } from "../pipeline/fact.ts";
import type { Spec } from "../spec/spec.ts";
import { findTask } from "./opened.ts";
import { harmless } from "./text.ts";
import type { Call } from "./verb.ts";

/** Throws `UserError` (exit 2) for what the spec does not have, or flags that contradict each other. */
export function selectionOf(call: Call, spec: Spec): Selection {
  const milestone = call.value("milestone");
  if (call.values("task").length > 0) {
    if (call.has("all") || milestone !== "") {
      throw new UserError("Cannot run: --task names tasks, --all and --milestone choose them", {
        hint: "give one of them",
      });
    }
    const ids = [...new Set(taskWords(call).map((word) => findTask(spec, word).id))];
    return { kind: "tasks", ids, ...(call.has("force") ? { ignoresNeeds: true as const } : {}) };
  }
  if (call.has("milestone")) return { kind: "milestone", text: knownMilestone(spec, milestone) };
  return { kind: call.has("all") ? "all" : "next" };
}

function taskWords(call: Call): string[] {
  const words = call.values("task").flatMap((value) => value.split(",")).map((word) => word.trim());
  if (words.some((word) => word === "")) {
    throw new UserError("Cannot run: --task names no task", { hint: "such as --task TASK-001" });
  }
  return words;
}

function knownMilestone(spec: Spec, given: string): string {
  const text = given.trim().toLowerCase();
  const names = [...new Set(spec.tasks.map((task) => task.milestone))].filter((name) =>
    name !== ""
  );
  if (text !== "" && names.some((name) => name.toLowerCase().includes(text))) return given.trim();
  throw new UserError(`Cannot run milestone "${harmless(given)}": no task is in one of that name`, {
    hint: names.length === 0
      ? "the spec has no milestones"
      : `there are ${names.map((name) => `"${harmless(name)}"`).join(", ")}`,
  });
}

/** A task named with --task must be able to start, unless `--force` says otherwise. */
export function refuseOpenNeeds(spec: Spec, run: Run, selection: Selection): void {
  if (selection.kind !== "tasks" || selection.ignoresNeeds === true) return;
  const chosen = new Set(selection.ids);
  const lines = selection.ids.flatMap((id) => {
    const task = spec.byId.get(id);
    const open = task ? openNeeds(run, task).filter((need) => !chosen.has(need)) : [];
    return open.length === 0 ? [] : [`${id} needs ${open.join(", ")}`];
  });
  if (lines.length === 0) return;
  throw new UserError(`Cannot run: ${lines.join("; ")}`, {
    hint: "name these too, use --all, or --force to run it all the same",
  });
}
