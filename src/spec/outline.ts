// Which headings are tasks, where each task ends, and the milestone it belongs to.
import { readCheckbox } from "./checkbox.ts";
import { readFields } from "./fields.ts";
import type { Heading } from "./heading.ts";
import { isReservedPrefix } from "./ids.ts";
import type { LineTable } from "./line_table.ts";
import { readMetadata } from "./metadata.ts";

/**
 * `TASK`, and every prefix that some heading of this file uses with a metadata line. A prefix that does not
 * belong to requirements or groups needs less: a field or a checkbox.
 */
export function taskPrefixes(
  text: string,
  lines: LineTable,
  headings: readonly Heading[],
): ReadonlySet<string> {
  const prefixes = new Set(["TASK"]);
  for (const heading of headings) {
    if (heading.id === null) continue;
    const { prefix } = heading;
    if (!prefixes.has(prefix) && isTaskLike(text, lines, heading.line, isReservedPrefix(prefix))) {
      prefixes.add(prefix);
    }
  }
  return prefixes;
}

/** Is there metadata below, or where that suffices a field or a checkbox? */
export function isTaskLike(
  text: string,
  lines: LineTable,
  headingLine: number,
  isReserved: boolean,
): boolean {
  let isFirst = true;
  for (let index = headingLine + 1; index < lines.length; index++) {
    const line = lines.at(index);
    if (line === undefined || line.kind === "heading") return false;
    if (line.kind !== "text" && line.kind !== "item") continue;
    if (isFirst) {
      const metadata = readMetadata(text, line.content, line.end);
      if (metadata?.isRead && metadata.status?.status) return true;
    }
    isFirst = false;
    if (isReserved) continue;
    if (readCheckbox(text, line.content, line.end)?.isKnown && line.kind === "item") return true;
    if (
      readFields(text, line.content, line.end).some((field) =>
        field.isMarked && field.name !== "other"
      )
    ) {
      return true;
    }
  }
  return false;
}

/** A task's heading, and where its lines end. */
export interface TaskPlace {
  readonly heading: Heading;
  readonly milestone: string;
  /** The line behind its last one. */
  readonly endLine: number;
}

export function findTasks(
  lines: LineTable,
  headings: readonly Heading[],
  prefixes: ReadonlySet<string>,
): TaskPlace[] {
  const found: TaskPlace[] = [];
  const isTask = (heading: Heading) => heading.id !== null && prefixes.has(heading.prefix);
  const proper = headings.filter((heading) => heading.isHeading);
  const named = proper.some((heading) => !isTask(heading) && isMilestone(heading));
  let milestone = { text: "", level: 0 };
  /** Level of the task we are in; 0 outside of one. */
  let inside = 0;
  proper.forEach((heading, index) => {
    if (isTask(heading)) {
      inside = heading.level;
      let next = index + 1;
      while (next < proper.length && !ends(proper[next], heading, isTask)) next++;
      const endLine = proper[next]?.line ?? lines.length;
      found.push({ heading, milestone: milestone.text, endLine });
      return;
    }
    if (inside > 0 && heading.level > inside) return;
    inside = 0;
    if (named ? isMilestone(heading) : heading.level === 2) {
      milestone = { text: named || !isGeneric(heading) ? heading.text : "", level: heading.level };
    } else if (heading.level <= Math.max(2, milestone.level)) milestone = { text: "", level: 0 };
  });
  return found;
}

function ends(
  other: Heading | undefined,
  task: Heading,
  isTask: (heading: Heading) => boolean,
): boolean {
  return other === undefined || isTask(other) || other.level <= task.level;
}

function isMilestone(heading: Heading): boolean {
  return /^milestones?\b/i.test(heading.text);
}

/** `## Tasks` groups nothing. */
function isGeneric(heading: Heading): boolean {
  return /^(?:task list|tasks|backlog|todo)$/i.test(heading.text);
}
