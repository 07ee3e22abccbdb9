// The metadata line of a task: the first fitting line under the heading, before any other text.
import { type Body, duplicate, find } from "./body_state.ts";
import { applyField, maybeNeeds } from "./body_fields.ts";
import { indexIn, skipSpaces, trimEnd } from "./chars.ts";
import type { Draft } from "./draft.ts";
import { readFields } from "./fields.ts";
import type { Line } from "./line_table.ts";
import { mayBeMetadata, type Metadata } from "./metadata.ts";
import { recallMetadata } from "./metadata_memo.ts";
import { opensWithRef, readRefs } from "./refs.ts";
import { taskAbove } from "./strays.ts";

export function readMetadataOf(body: Body, line: Line): boolean {
  const { text, draft } = body;
  if (!body.isHead && !mayBeMetadata(text, line)) return false;
  const found = recallMetadata(body.page, line.content, line.end);
  if (found === null) return false;
  if (body.isHead && (!body.hasLine || isStatusOnly(draft, found))) {
    return takeMetadata(body, found, line);
  }
  if (found.priority === null || !found.isRead || (found.status?.status ?? null) === null) {
    return false;
  }
  const above = body.isHead ? null : taskAbove(body.page, body.index);
  if (above !== null) {
    draft.findings.push(...above);
    return false;
  }
  const isError = body.isHead || !draft.hasMetadata;
  find(body, isError ? "error" : "warning", "late-metadata", found.priority.start, {
    message: draft.hasMetadata
      ? `A second metadata line in ${draft.id} is read as text`
      : `Cannot take the metadata of ${draft.id} from this line: other text stands above it`,
    found: text.slice(found.priority.start, trimEnd(text, found.priority.start, line.end)).slice(
      0,
      80,
    ),
    expected: "one metadata line, right under the heading",
    fix: draft.hasMetadata ? "Delete this line" : "Move this line right under the heading",
  });
  return false;
}

/** `P1` on one line and `DONE` on the next. */
function isStatusOnly(draft: Draft, found: Metadata): boolean {
  return draft.status === null && found.priority === null && found.status !== null;
}

function takeMetadata(body: Body, found: Metadata, line: Line): boolean {
  const { draft } = body;
  if (!found.isRead) {
    find(body, "error", "bad-metadata", found.priority?.start ?? 0, {
      message: `Cannot read the metadata of ${draft.id}`,
      found: (found.priority?.word ?? "").slice(0, 80),
      expected: "P0 | TODO | Est: 1d",
      fix: "Part priority, status and estimate with `|`",
    });
    draft.hasMetadata = true;
    draft.isUnreadable = true;
    return true;
  }
  body.hasLine = true;
  const { extra } = found;
  if (extra !== null) {
    const what = "status" in extra ? "status" : "priority";
    duplicate(body, "error", what, extra.start, extra.word);
  }
  if (draft.status !== null && found.status !== null) {
    duplicate(body, "error", "status", found.status.start, found.status.word);
  }
  if (draft.priority !== null && found.priority !== null) {
    const isSame = draft.priority.word.toLowerCase() === found.priority.word.toLowerCase();
    duplicate(
      body,
      isSame ? "warning" : "error",
      "priority",
      found.priority.start,
      found.priority.word,
    );
  }
  if (found.aside >= 0) readAsides(body, found.aside, line);
  draft.hasMetadata = true;
  draft.priority ??= found.priority;
  draft.status ??= found.status;
  if (draft.status === null && draft.statusPlace < 0) draft.statusPlace = found.place;
  if (draft.estimate === "") draft.estimate = found.estimate;
  return true;
}

/** `P1 | TODO | Depends on: TASK-001`. */
function readAsides(body: Body, from: number, line: Line): void {
  const { text, draft } = body;
  let fields = readFields(text, from, line.end);
  for (let bar = from; fields.length === 0 && bar >= 0;) {
    bar = indexIn(text, "|", bar, line.end);
    if (bar < 0) return;
    fields = readFields(text, skipSpaces(text, ++bar, line.end), line.end);
  }
  for (const field of fields) {
    const isList = field.name === "needs" || field.name === "blocks" || field.name === "traces";
    const isMaybe = (field.name === "maybeNeeds" || field.name === "blockedBy") &&
      opensWithRef(text, field.value, field.end);
    if (isList) applyField(body, field, line);
    if (isMaybe) readRefs(text, field.value, field.end, maybeNeeds(draft, field));
  }
}
