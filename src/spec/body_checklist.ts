// The checklist of a task: its items, and lines that were meant as items.
import { type Body, find, type Item, noteMentions } from "./body_state.ts";
import { trimEnd } from "./chars.ts";
import { withOne } from "./draft.ts";
import { readCheckbox } from "./checkbox.ts";
import type { Line } from "./line_table.ts";

export function readItem(body: Body, line: Line): boolean {
  const box = readCheckbox(body.text, line.content, line.end);
  if (box === null) return false;
  if (!box.isKnown && body.section === "text") {
    warnOfBox(body, box.mark.start - 1, "is read as text");
    return false;
  }
  body.isHead = false;
  body.open = null;
  if (body.isCutOff && body.section === "text") {
    strayBox(body, box.mark.start - 1);
    return true;
  }
  if (!box.isKnown) warnOfBox(body, box.mark.start - 1, "counts as not done");
  if (body.label >= 0) body.pieces[body.label] = "";
  body.label = -1;
  const item: Item = {
    text: body.text.slice(box.text, trimEnd(body.text, box.text, line.end)),
    done: box.done,
    isTest: body.section === "tests",
    mark: box.mark,
  };
  body.draft.checklist = withOne(body.draft.checklist, item);
  noteMentions(body, box.text, line.end);
  body.item = { to: item, indent: line.indent };
  return true;
}

export function warnOfText(body: Body, at: number, end: number): void {
  const { text } = body;
  find(body, "warning", "bad-checkbox", at, {
    message: `This line of ${body.draft.id} is read as text, not as an item of its checklist`,
    found: text.slice(at, Math.min(end, at + 40)),
    expected: "- [ ] what is to be done",
    fix: "Begin the line with `- [ ] ` or `- [x] `",
  });
}

function warnOfBox(body: Body, at: number, what: string): void {
  const { text } = body;
  find(body, "warning", "bad-checkbox", at, {
    message: `A checklist mark of ${body.draft.id} is not known: it ${what}`,
    found: text.slice(at, text.indexOf("]", at) + 1),
    expected: "[ ] or [x]",
    fix: "Write `- [x]` when the item is done, else `- [ ]`",
  });
}

/** Said once: a file has sections of them. */
function strayBox(body: Body, at: number): void {
  if (body.hasStray) return;
  body.hasStray = true;
  find(body, "warning", "stray-checkbox", at, {
    message: `This item belongs to no task: a rule stands between it and ${body.draft.id}`,
    fix: "Move it above the `---`, or under a `**Checklist:**`",
  });
}
