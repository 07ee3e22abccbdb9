// What is wrong with a spec as a whole, each finding with its place and what to type. Errors are all that would
// make the runner do something else than was written; warnings are the rest.
import type { Page } from "./body_state.ts";
import { findCycles } from "./cycles.ts";
import type { Finding } from "./draft.ts";
import { type Heading, isUnreadableTask } from "./heading.ts";
import { isReservedPrefix, prefixOf } from "./ids.ts";
import type { Known } from "./known.ts";
import type { Dubious, Scan } from "./lines.ts";
import { lookAlike } from "./look_alike.ts";
import { noTasks } from "./no_tasks.ts";
import { isTaskLike, type TaskPlace } from "./outline.ts";
import type { Task } from "./spec.ts";
import { strayTasks } from "./strays.ts";
import { textFindings } from "./text_findings.ts";

/** Where the labels of each task's lists stand, or its id: what a finding may point at. */
export interface Labels {
  readonly needs: Int32Array;
  readonly blocks: Int32Array;
}

export function createLabels(tasks: number): Labels {
  return { needs: new Int32Array(tasks), blocks: new Int32Array(tasks) };
}

export interface Parts {
  readonly page: Page;
  readonly scan: Scan;
  readonly tasks: readonly Task[];
  /** One for each task, in the same order. */
  readonly labels: Labels;
  readonly byId: ReadonlyMap<string, Task>;
  /** Every task needs earlier ones only: then there is no cycle to look for. */
  readonly isOrdered: boolean;
  readonly headings: readonly Heading[];
  readonly places: readonly TaskPlace[];
  readonly known: Known;
}

export function diagnose(parts: Parts): Finding[] {
  return [
    ...textFindings(parts.page.text, parts.page.lines),
    ...fileFindings(parts),
    ...headingFindings(parts),
    ...strayTasks(parts),
    ...duplicateIds(parts),
    ...cycleFindings(parts),
    ...oneSidedBlocks(parts),
  ];
}

function fileFindings(parts: Parts): Finding[] {
  const { page, scan, tasks, headings } = parts;
  const found = scan.dubious.flatMap((block) => dubiousBlock(page, block));
  if (scan.unclosed?.what === "fence") {
    found.push(unclosedFence(scan.unclosed.at));
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
  if (tasks.length > 0) return found;
  found.push(noTasks(page, headings));
  return found;
}

function unclosedFence(at: number): Finding {
  return {
    severity: "error",
    code: "unclosed-fence",
    at,
    message: "Cannot tell where this code block ends: nothing below it is read",
    expected: "a closing line of at least as many backticks or tildes",
    fix: "Close the code block",
  };
}

/** Code that swallowed the heading of a task. */
function dubiousBlock({ text, prefixes }: Page, { at, heading }: Dubious): Finding[] {
  const meant = lookAlike(text, heading, lineEnd(text, heading));
  if (meant === null || !prefixes.has(prefixOf(meant))) return [];
  return [{ ...unclosedFence(at), found: text.slice(heading, lineEnd(text, heading)) }];
}

function headingFindings(
  { page, headings, places, known, tasks }: Parts,
): Finding[] {
  const found: Finding[] = [];
  let place = 0;
  for (const heading of headings) {
    while ((places[place]?.endLine ?? Infinity) <= heading.line) place++;
    if (isUnreadableTask(heading, known.prefixes)) {
      const owner = places[place];
      const isInside = owner !== undefined && owner.heading.line < heading.line;
      found.push(unreadable(page, heading, isInside ? owner.heading.id : null, known));
    } else if (
      tasks.length > 0 && heading.id !== null && !known.prefixes.has(heading.prefix) &&
      !isReservedPrefix(heading.prefix)
    ) {
      found.push(textOnly(heading));
    }
  }
  return found;
}

/**
 * An error, unless the heading only speaks of tasks: `## TASK-001 retrospective`, where that one has a heading of
 * its own, and `## Task 3 was dropped`, with nothing below that makes it a task.
 */
function unreadable(page: Page, heading: Heading, owner: string | null, known: Known): Finding {
  const { text, lines } = page;
  const spoken = NAMED.test(heading.text) || !heading.isHeading
    ? null
    : known.suggestions.same(heading.meant ?? "");
  const isSentence = spoken !== null || SENTENCE.test(heading.text);
  if (
    isSentence && ((spoken !== null && spoken === owner) ||
      !isTaskLike(text, lines, heading.line, false))
  ) return aboutTask(heading, spoken);
  return {
    severity: "error",
    code: "unreadable-heading",
    at: heading.at,
    message: "Cannot read this heading as a task",
    found: text.slice(heading.at, lineEnd(text, heading.at)),
    expected: "### TASK-001: Name",
    fix: `Write \`### ${heading.meant}: Name\`, with two to six hashes`,
  };
}

/** An id with a colon or a dash behind it. */
const NAMED = /^.{0,40}?\d[A-Za-z]?[\s\])*_`~]{0,8}(?:[:：–—]|-+\s)/;
const SENTENCE = /^[A-Z][a-z]+ \d+ [a-z]/;

function aboutTask(heading: Heading, id: string | null): Finding {
  const why = id === null ? "no task's id stands in it" : `${id} has a heading of its own`;
  return {
    severity: "warning",
    code: "heading-not-a-task",
    at: heading.at,
    message: `This heading is read as text: ${why}`,
    found: heading.text.slice(0, 80),
    fix: "If it is a task, give it an id of its own, a colon and metadata",
  };
}

function textOnly(heading: Heading): Finding {
  return {
    severity: "warning",
    code: "heading-not-a-task",
    at: heading.at,
    message: `"${heading.id}" is read as text: nothing below its heading says that it is a task`,
    found: heading.text.slice(0, 80),
    fix: "If it is a task, write `P1 | TODO` on the line below",
  };
}

function lineEnd(text: string, from: number): number {
  const end = text.slice(from, from + 80).search(/[\r\n]/);
  return end < 0 ? from + 80 : from + end;
}

function duplicateIds({ tasks, places, byId, known }: Parts): Finding[] {
  if (!known.hasDuplicates) return [];
  return tasks.flatMap((task, index) => {
    const first = byId.get(task.id);
    if (first === undefined || first === task) return [];
    return {
      severity: "error",
      code: "duplicate-id",
      at: places[index]?.heading.at ?? -1,
      task: task.id,
      message: `Cannot tell two tasks apart: "${task.id}" is also the id of line ${first.line}`,
      found: task.id,
      expected: "an id of its own for each task",
      fix: "Give one of the two another id",
    };
  });
}

function cycleFindings({ tasks, labels, known, isOrdered }: Parts): Finding[] {
  if (isOrdered) return [];
  return findCycles(tasks).map((cycle) => {
    const [first = ""] = cycle;
    const path = [...cycle, first].join(" → ");
    return {
      severity: "error",
      code: "dependency-cycle",
      at: labels.needs[known.ids.get(first) ?? -1] ?? -1,
      task: first,
      message: `Cannot order tasks that wait for each other: ${path}`,
      found: path,
      expected: "no way back to a task along its dependencies",
      fix: `Take one id out of a \`Depends on\` along ${path}`,
    };
  });
}

/** Findings of one kind that are worth reading; ranges make a million of them. */
const MOST_ALIKE = 1000;

function oneSidedBlocks({ tasks, labels, byId }: Parts): Finding[] {
  const found: Finding[] = [];
  const waits = createWaits();
  let count = 0;
  tasks.forEach((task, index) => {
    for (const id of task.blocks) {
      const other = byId.get(id);
      if (other === undefined || waits(other, task.id)) continue;
      if (++count > MOST_ALIKE) continue;
      found.push({
        severity: "warning",
        code: "one-sided-block",
        at: labels.blocks[index] ?? -1,
        task: task.id,
        message:
          `${task.id} says that it blocks ${id}, but ${id} does not depend on it: they may run at once`,
        found: id,
        fix: `Add [${task.id}] to the \`Depends on\` of ${id}, or delete it here`,
      });
    }
  });
  const last = found.at(-1);
  if (count > MOST_ALIKE && last !== undefined) {
    found.push({
      ...last,
      message: `${count - MOST_ALIKE} more blocks are one-sided like this one`,
    });
  }
  return found;
}

/** Does a task wait for an id? A long list is looked through once, however often it is asked for. */
function createWaits(): (task: Task, id: string) => boolean {
  const long = new Map<Task, ReadonlySet<string>>();
  return (task, id) => {
    if (task.needs.length < 50) return task.needs.includes(id);
    const known = long.get(task) ?? new Set(task.needs);
    long.set(task, known);
    return known.has(id);
  };
}
