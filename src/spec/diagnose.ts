// What is wrong with a spec as a whole, each finding with its place and what to type. Errors are all that would
// make the runner do something else than was written; warnings are the rest.
import type { Page } from "./body_state.ts";
import { findCycles } from "./cycles.ts";
import type { Finding } from "./draft.ts";
import { type Heading, isUnreadableTask } from "./heading.ts";
import { isReservedPrefix, prefixOf } from "./ids.ts";
import type { Known } from "./known.ts";
import { allLines } from "./line_table.ts";
import type { Dubious, Scan } from "./lines.ts";
import { lookAlike } from "./look_alike.ts";
import type { TaskPlace } from "./outline.ts";
import type { Task } from "./spec.ts";
import { strayTasks } from "./strays.ts";
import { textFindings } from "./text_findings.ts";

/** Offsets of what a finding about a task may point at. */
export interface TaskMarks {
  readonly id: number;
  readonly needs: number;
  readonly blocks: number;
}

export interface Parts {
  readonly page: Page;
  readonly scan: Scan;
  readonly tasks: readonly Task[];
  /** One for each task, in the same order. */
  readonly marks: readonly TaskMarks[];
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
  const { page, scan, tasks } = parts;
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
  found.push(noTasks(parts));
  return found;
}

function noTasks({ page, scan, headings }: Parts): Finding {
  const likely = headings.find((heading) =>
    heading.id !== null && !isReservedPrefix(heading.prefix)
  );
  const line = likely === undefined ? likelyLine(page) : null;
  return {
    severity: "error",
    code: "no-tasks",
    at: line?.at ?? -1,
    message: allLines(scan.lines).every((line) => line.kind === "blank")
      ? "Cannot find a task: the file is empty"
      : "Cannot find a task in this file",
    ...(likely === undefined ? {} : { found: `### ${likely.id}: ${likely.name}` }),
    ...(line === null ? {} : { found: line.found }),
    expected: "a heading such as `### TASK-001: Name`",
    fix: line !== null
      ? `Write \`### ${line.meant}: Name\` and, on the line below, \`P1 | TODO | Est: 1d\``
      : likely === undefined
      ? "Write `### TASK-001: Name` and, on the line below, `P1 | TODO | Est: 1d`"
      : `Write \`P1 | TODO\` on the line below the heading of ${likely.id}`,
  };
}

/** `- [ ] T001 Name` and `**TASK-001: Name**`: a list of tasks in the form of another tool. */
function likelyLine({ text, lines }: Page) {
  for (let index = 0; index < lines.length; index++) {
    const line = lines.at(index);
    const isMarked = line?.kind === "item" || (line?.kind === "text" && text[line.content] === "*");
    if (line === undefined || !isMarked) continue;
    const meant = lookAlike(text, line.content, line.end);
    if (meant === null || isReservedPrefix(prefixOf(meant))) continue;
    return { at: line.content, meant, found: text.slice(line.start, lineEnd(text, line.start)) };
  }
  return null;
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
  { page: { text }, headings, known: { prefixes }, tasks }: Parts,
): Finding[] {
  const found: Finding[] = [];
  for (const heading of headings) {
    if (isUnreadableTask(heading, prefixes)) {
      found.push({
        severity: "error",
        code: "unreadable-heading",
        at: heading.at,
        message: "Cannot read this heading as a task",
        found: text.slice(heading.at, lineEnd(text, heading.at)),
        expected: "### TASK-001: Name",
        fix: `Write \`### ${heading.meant}: Name\`, with two to six hashes`,
      });
    } else if (
      tasks.length > 0 && heading.id !== null && !prefixes.has(heading.prefix) &&
      !isReservedPrefix(heading.prefix)
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

function lineEnd(text: string, from: number): number {
  const end = text.slice(from, from + 80).search(/[\r\n]/);
  return end < 0 ? from + 80 : from + end;
}

function duplicateIds({ tasks, marks, byId, known }: Parts): Finding[] {
  if (!known.hasDuplicates) return [];
  return tasks.flatMap((task, index) => {
    const first = byId.get(task.id);
    if (first === undefined || first === task) return [];
    return {
      severity: "error",
      code: "duplicate-id",
      at: marks[index]?.id ?? -1,
      task: task.id,
      message: `Cannot tell two tasks apart: "${task.id}" is also the id of line ${first.line}`,
      found: task.id,
      expected: "an id of its own for each task",
      fix: "Give one of the two another id",
    };
  });
}

function cycleFindings({ tasks, marks, byId, isOrdered }: Parts): Finding[] {
  if (isOrdered) return [];
  return findCycles(tasks).map((cycle) => {
    const [first = ""] = cycle;
    const path = [...cycle, first].join(" → ");
    const task = byId.get(first);
    return {
      severity: "error",
      code: "dependency-cycle",
      at: marks[task === undefined ? -1 : tasks.indexOf(task)]?.needs ?? -1,
      task: first,
      message: `Cannot order tasks that wait for each other: ${path}`,
      found: path,
      expected: "no way back to a task along its dependencies",
      fix: `Take one id out of a \`Depends on\` along ${path}`,
    };
  });
}

function oneSidedBlocks({ tasks, marks, byId }: Parts): Finding[] {
  const found: Finding[] = [];
  tasks.forEach((task, index) => {
    for (const id of task.blocks) {
      const other = byId.get(id);
      if (other === undefined || other.needs.includes(task.id)) continue;
      found.push({
        severity: "warning",
        code: "one-sided-block",
        at: marks[index]?.blocks ?? -1,
        task: task.id,
        message:
          `${task.id} says that it blocks ${id}, but ${id} does not depend on it: they may run at once`,
        found: id,
        fix: `Add [${task.id}] to the \`Depends on\` of ${id}, or delete it here`,
      });
    }
  });
  return found;
}
