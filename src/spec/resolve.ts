// From refs as written to ids: ranges unrolled, typing errors found. A dependency is never dropped in silence:
// what cannot be read as one is an error.
import type { Draft, Finding } from "./draft.ts";
import { folded } from "./fold.ts";
import { idParts, prefixOf } from "./ids.ts";
import type { Known, Numbered } from "./known.ts";
import type { Mention } from "./mentions.ts";
import type { Ref, Refs } from "./refs.ts";
import type { TaskId } from "./spec.ts";

const MAX_RANGE = 1000;
const NO_IDS: readonly TaskId[] = [];

export function resolveNeeds(draft: Draft, known: Known): readonly TaskId[] {
  const { needs: refs, maybeNeeds } = draft;
  const ids = refs === null ? NO_IDS : taskIds(draft, refs, known, "error");
  if (refs !== null) reportOdd(draft, refs, known, ids.length > 0);
  const needs = maybeNeeds === null
    ? ids
    : [...new Set([...ids, ...maybeIds(draft, maybeNeeds, known)])];
  if (draft.mentions !== null) reportMentions(draft, draft.mentions, needs, known);
  return needs;
}

function reportMentions(
  draft: Draft,
  mentions: readonly Mention[],
  needs: readonly TaskId[],
  known: Known,
): void {
  if (draft.status?.status === "done") return;
  const listed = new Set(needs);
  const isLost = (id: TaskId) => known.ids.has(id) && id !== draft.id && !listed.has(id);
  const said = new Set<number>();
  for (const { id, start } of mentions) {
    if (!isLost(id) || said.has(start)) continue;
    said.add(start);
    draft.findings.push({
      severity: "warning",
      code: "mentioned-dependency",
      at: start,
      task: draft.id,
      message: `${draft.id} speaks of ${id}, but does not depend on it: it may start before`,
      found: id,
      fix: `Write \`**Depends on:** [${id}]\`, if it waits for it`,
    });
  }
}

/** Of what stands behind `Requires` and the like, the tasks. */
function maybeIds(draft: Draft, { refs }: Refs, known: Known): readonly TaskId[] {
  const meant = refs.filter((ref) =>
    known.prefixes.has(prefixOf(ref.id)) && ref.id !== draft.id && !ref.isAfterWords
  );
  return meant.flatMap((ref) => {
    if (ref.last !== null) return range(draft, ref, known, "error");
    if (!known.ids.has(ref.id)) reportUnknown(draft, ref.id, ref.start, known, "error");
    return [ref.id];
  });
}

export function resolveBlocks(draft: Draft, known: Known): readonly TaskId[] {
  return draft.blocks === null ? NO_IDS : taskIds(draft, draft.blocks, known, "warning");
}

/** Ids of other documents: of any shape, known to nobody here. */
export function resolveTraces(draft: Draft): readonly string[] {
  if (draft.traces === null) return NO_IDS;
  const [only, ...others] = draft.traces.refs;
  if (only?.last === null && others.length === 0 && draft.traces.odd.length === 0) return [only.id];
  const found = new Set<string>();
  for (const ref of draft.traces.refs) for (const id of unroll(ref)) found.add(id);
  for (const odd of draft.traces.odd) found.add(odd.text);
  const { words } = draft.traces;
  if (found.size === 0 && words !== null) {
    draft.findings.push({
      severity: "warning",
      code: "trace-text",
      at: words.start,
      task: draft.id,
      message: `No id is found among what ${draft.id} traces to`,
      found: words.text,
      expected: "ids of requirements or design, such as [REQ-001]",
      fix: "Write the ids, or `—` for none",
    });
  }
  return [...found];
}

function taskIds(
  draft: Draft,
  refs: Refs,
  known: Known,
  severity: Finding["severity"],
): readonly TaskId[] {
  const only = refs.refs.length === 1 ? refs.refs[0] : undefined;
  if (refs.refs.length === 0) return NO_IDS;
  if (only !== undefined && only.last === null && !only.isInParens && known.ids.has(only.id)) {
    return [only.id];
  }
  const found = new Set<TaskId>();
  for (const ref of meant(refs, known)) {
    if (ref.last !== null) {
      for (const id of range(draft, ref, known, severity)) found.add(id);
      continue;
    }
    if (found.has(ref.id)) continue;
    found.add(ref.id);
    if (!known.ids.has(ref.id)) reportUnknown(draft, ref.id, ref.start, known, severity);
  }
  return [...found];
}

/** Ids in parentheses count when bracketed, or when there are no others; ids in prose when they name tasks. */
function meant(refs: Refs, known: Known): readonly Ref[] {
  const isMeant = (ref: Ref) =>
    ref.isBracketed || known.ids.has(ref.id) || !ref.isAfterWords ||
    known.prefixes.has(prefixOf(ref.id));
  const outside = refs.refs.filter((ref) => (ref.isBracketed || !ref.isInParens) && isMeant(ref));
  if (outside.length > 0 || refs.isNone) return outside;
  return refs.refs.filter(isMeant);
}

function range(
  draft: Draft,
  ref: Ref,
  known: Known,
  severity: Finding["severity"],
): readonly TaskId[] {
  const first = idParts(ref.id);
  const last = ref.last === null ? null : idParts(ref.last);
  if (first === null || last === null) return [ref.id];
  const within = between(known.numbered(first.prefix), first.number, last.number);
  const hasEnds = [first, last].map((end) => within.some((task) => task.number === end.number));
  const written = `${ref.id}..${ref.last}`;
  if (
    within.length > MAX_RANGE || first.number > last.number || !known.mayUnroll(within.length)
  ) {
    draft.findings.push({
      severity,
      code: "bad-range",
      at: ref.start,
      task: draft.id,
      message: `Cannot read a range of tasks in ${draft.id}`,
      found: written,
      expected: `the lower id first, and at most ${MAX_RANGE} tasks`,
      fix: "List the ids",
    });
    return [ref.id];
  }
  if (hasEnds[0] === false) reportUnknown(draft, ref.id, ref.start, known, severity);
  if (hasEnds[1] === false && ref.last !== null) {
    reportUnknown(draft, ref.last, ref.start, known, severity);
  }
  const missing = hasEnds[0] === false ? [ref.id] : [];
  if (hasEnds[1] === false && ref.last !== null) missing.push(ref.last);
  return [...within.map((task) => task.id), ...missing];
}

function between(tasks: readonly Numbered[], first: number, last: number): readonly Numbered[] {
  let low = 0;
  for (let high = tasks.length; low < high;) {
    const middle = (low + high) >> 1;
    if ((tasks[middle]?.number ?? 0) < first) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while ((tasks[end]?.number ?? Infinity) <= last && end - low <= MAX_RANGE) end++;
  return tasks.slice(low, end);
}

function unroll(ref: Ref): readonly string[] {
  const first = idParts(ref.id);
  const last = ref.last === null ? null : idParts(ref.last);
  if (first === null || last === null) return [ref.id];
  const count = last.number - first.number + 1;
  if (count < 1 || count > MAX_RANGE) return [ref.id, ref.last ?? ref.id];
  return Array.from(
    { length: count },
    (_, index) =>
      `${first.prefix}-${String(first.number + index).padStart(first.digits.length, "0")}`,
  );
}

function reportUnknown(
  draft: Draft,
  id: TaskId,
  at: number,
  known: Known,
  severity: Finding["severity"],
): void {
  const field = severity === "error" ? "dependency" : "blocked task";
  draft.findings.push({
    severity,
    code: severity === "error" ? "unknown-dependency" : "unknown-block",
    at,
    task: draft.id,
    message: `Cannot find the ${field} "${id}" of ${draft.id}`,
    found: id,
    expected: "the id of a task in this file",
    fix: fixOfUnknown(id, known),
  });
}

function fixOfUnknown(id: TaskId, known: Known): string {
  const hidden = known.hidden(id);
  if (hidden !== null) return `Take ${id} out of the ${hidden.where} in line ${hidden.line}`;
  const close = known.suggestions.closest(id);
  return close === null ? `Add a task ${id}, or delete the id here` : `Did you mean ${close}?`;
}

function reportOdd(draft: Draft, refs: Refs, known: Known, hasIds: boolean): void {
  if (refs.odd.length === 0 && refs.words === null && (refs.junk === null || hasIds)) return;
  const wrong = refs.odd.filter((odd) => {
    if (odd.isBracketed || /^\d/.test(odd.text)) return true;
    const seen = folded(odd.text);
    const letters = /^[A-Za-z]+/.exec(seen)?.[0].toUpperCase() ?? "";
    return known.prefixes.has(letters) || /\d$/.test(seen);
  });
  for (const odd of wrong) {
    const close = known.suggestions.closest(folded(odd.text));
    draft.findings.push({
      severity: "error",
      code: "unreadable-dependency",
      at: odd.start,
      task: draft.id,
      message: `Cannot read a dependency of ${draft.id}`,
      found: odd.text,
      expected: "the id of a task in this file, such as [TASK-001]",
      fix: close === null ? "Write the id of a task" : `Did you mean ${close}?`,
    });
  }
  if (wrong.length > 0 || (refs.isNone && !hasIds)) return;
  const words = refs.words ?? refs.odd[0] ?? refs.junk;
  if (words === null) return;
  // `TASK-001: its name` needs no word about it.
  const isHidden = (ref: Ref) => ref.isAfterWords && known.prefixes.has(prefixOf(ref.id));
  if (hasIds && words.isAside && !refs.refs.some(isHidden)) return;
  // What a finished task once waited for decides nothing any more.
  const isHarmless = hasIds || draft.status?.status === "done";
  draft.findings.push({
    severity: isHarmless ? "warning" : "error",
    code: hasIds ? "dependency-text" : "unreadable-dependency",
    at: words.start,
    task: draft.id,
    message: hasIds
      ? `Words among the dependencies of ${draft.id} are read as a comment`
      : `Cannot read the dependencies of ${draft.id}`,
    found: words.text,
    expected: "ids of tasks, such as [TASK-001], or `—` for none",
    fix: hasIds
      ? "Put the words in parentheses"
      : "List the ids of the tasks it waits for, or write `—`",
  });
}
