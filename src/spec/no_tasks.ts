// Why a file holds no task, told by what seems to be meant as one: a heading that hides in a code block, a list
// or a table in the form of another tool, an id without metadata.
import type { Page } from "./body_state.ts";
import { readCheckbox } from "./checkbox.ts";
import type { Finding } from "./draft.ts";
import type { Heading } from "./heading.ts";
import { type Hidden, hiddenTasks } from "./hidden.ts";
import { isReservedPrefix, prefixOf } from "./ids.ts";
import { emptyLine, type Line } from "./line_table.ts";
import { lookAlike } from "./look_alike.ts";

export function noTasks(page: Page, headings: readonly Heading[]): Finding {
  const likely = headings.find((heading) =>
    heading.id !== null && !isReservedPrefix(heading.prefix)
  );
  if (likely !== undefined) return withoutMetadata(likely);
  for (const [id, hidden] of hiddenTasks(page.text, page.lines)) {
    if (!isReservedPrefix(prefixOf(id))) return inHiding(page.text, id, hidden);
  }
  return inLine(page) ?? nothing(page);
}

function finding(
  at: number,
  rest: Pick<Finding, "message" | "found" | "fix">,
): Finding {
  const expected = "a heading such as `### TASK-001: Name`";
  return { severity: "error", code: "no-tasks", at, expected, ...rest };
}

function withoutMetadata({ id, name, at }: Heading): Finding {
  return finding(at, {
    message: "Cannot find a task in this file",
    found: `### ${id}: ${name}`,
    fix: `Write \`P1 | TODO\` on the line below the heading of ${id}`,
  });
}

function inHiding(text: string, id: string, { at, where }: Hidden): Finding {
  return finding(at, {
    message: `Cannot find a task in this file: ${id} stands in the ${where}, where all is text`,
    found: lineAt(text, at),
    fix: `Take the tasks out of the ${where}`,
  });
}

/** The first line that seems to be a task: `- [ ] T001 Name`, `**TASK-001: Name**`, `| TASK-001 | Name |`. */
function inLine({ text, lines }: Page): Finding | null {
  const line = emptyLine();
  let box: Finding | null = null;
  for (let index = 0; index < lines.length; index++) {
    lines.read(index, line);
    const from = isMarked(text, line) ? line.content : -1;
    if (from < 0) continue;
    const cell = text.charCodeAt(from) === 124 ? from + 1 : from;
    const meant = lookAlike(text, cell, line.end);
    if (meant !== null && !isReservedPrefix(prefixOf(meant))) {
      return otherForm(from, lineAt(text, line.start), meant);
    }
    if (box === null && readCheckbox(text, from, line.end) !== null) {
      box = otherForm(from, lineAt(text, line.start), "TASK-001");
    }
  }
  return box;
}

function isMarked(text: string, line: Line): boolean {
  if (line.kind === "item") return true;
  const code = text.charCodeAt(line.content);
  return line.kind === "text" && (code === 42 || code === 124);
}

function otherForm(at: number, found: string, id: string): Finding {
  return finding(at, {
    message: "Cannot find a task in this file",
    found,
    fix: `Write \`### ${id}: Name\` and, on the line below, \`P1 | TODO | Est: 1d\``,
  });
}

function nothing({ lines }: Page): Finding {
  let isEmpty = true;
  for (let index = 0; index < lines.length; index++) isEmpty &&= lines.isBlank(index);
  return {
    ...otherForm(-1, "", "TASK-001"),
    found: undefined,
    message: isEmpty ? "Cannot find a task: the file is empty" : "Cannot find a task in this file",
  };
}

function lineAt(text: string, from: number): string {
  const end = text.slice(from, from + 80).search(/[\r\n]/);
  return text.slice(from, end < 0 ? from + 80 : from + end);
}
