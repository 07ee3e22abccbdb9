// Which field a label names: `Depends on`, `depends_on`, `DependsOn`, `Blocked-by` and their kin.
import { isMarkup, isSpace, skipDecorations } from "./chars.ts";
import { folded } from "./fold.ts";

export type FieldName =
  | "priority"
  | "status"
  | "estimate"
  | "description"
  | "checklist"
  | "tests"
  | "needs"
  | "blocks"
  | "traces"
  /** `Blocked by`: dependencies where ids stand behind it, else the reason why a task waits. */
  | "blockedBy"
  /** `Requires`, `After`: ids of tasks behind it are waited for; anything else is text. */
  | "maybeNeeds"
  /** `Requirements`, `Refs`: ids behind it are traces; anything else is text. */
  | "maybeTraces"
  | "other";

const NAMES: ReadonlyMap<string, FieldName> = new Map([
  ...named("priority", "priority"),
  ...named("status", "status"),
  ...named("estimate", "estimate,estimated,estimation,estimated effort,estimated time,est,effort"),
  ...named("description", "description"),
  ...named("checklist", "checklist"),
  ...named("needs", "depends on,depends,depend on,dependencies,dependency,depends upon"),
  ...named("blockedBy", "blocked by"),
  ...named("blocks", "blocks"),
  ...named("traces", "traces to,traces,trace,trace to,traceability"),
  ...named("maybeNeeds", "requires,needs,after,deps,dep,prerequisite,prerequisites,prereq,prereqs"),
  ...named("maybeNeeds", "waits for,wait for,waits on,waiting for,waiting on,blockers,preceded by"),
  ...named("maybeTraces", "requirements,requirement,reqs,req,refs,ref,references,implements"),
  ...named("maybeTraces", "satisfies,covers,traced to,traces from"),
]);

/** The field that a heading or a bold line names: `Checklist (3 items)` is a checklist. */
export function fieldNamed(label: string): FieldName {
  const start = skipDecorations(label, 0, label.length);
  const bracket = label.indexOf("(", start);
  let end = bracket < 0 ? label.length : bracket;
  while (end > start && isLabelEnd(label.charCodeAt(end - 1))) end--;
  const written = label.slice(start, end);
  return NAMES.get(written.toLowerCase()) ?? fieldMeant(written);
}

/** `depends_on` and `DependsOn`, and every other label that speaks of dependencies. */
function fieldMeant(written: string): FieldName {
  const words = folded(written).replace(/([a-z])([A-Z])/g, "$1 $2").replace(/['’]/g, "")
    .replace(/[\s_-]+/g, " ").trim().toLowerCase();
  const found = NAMES.get(words);
  if (found !== undefined) return found;
  if (/^tests?\b/.test(words)) return "tests";
  if (/[:：]/.test(words)) return "other";
  if (/\bblocked (?:by|on)\b/.test(words)) return "blockedBy";
  return /\bdepend/.test(words) ? "maybeNeeds" : "other";
}

function isLabelEnd(code: number): boolean {
  return isSpace(code) || isMarkup(code) || isColon(code) || code === 46;
}

export function isColon(code: number): boolean {
  return code === 58 || code === 0xff1a;
}

function named(name: FieldName, labels: string): [string, FieldName][] {
  return labels.split(",").map((label) => [label, name]);
}
