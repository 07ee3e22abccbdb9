// The metadata line of a task: the first fitting line under the heading, before any other text.
import { type Body, duplicate, find } from "./body_state.ts";
import { indexIn, isSeparator, trimEnd } from "./chars.ts";
import type { Line } from "./line_table.ts";
import { type Metadata, readMetadata } from "./metadata.ts";

export function readMetadataOf(body: Body, line: Line): boolean {
  const { text, draft } = body;
  if (!body.isHead && !mayBeMetadata(text, line)) return false;
  const found = readMetadata(text, line.content, line.end);
  if (found === null) return false;
  const isFirst = body.isHead && !body.hasLine;
  if (isFirst) return takeMetadata(body, found);
  if (found.priority === null || !found.isRead || (found.status?.status ?? null) === null) {
    return false;
  }
  find(body, draft.hasMetadata ? "warning" : "error", "late-metadata", found.priority.start, {
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

function takeMetadata(body: Body, found: Metadata): boolean {
  const { draft } = body;
  if (!found.isRead) {
    find(body, "error", "bad-metadata", found.priority?.start ?? 0, {
      message: `Cannot read the metadata of ${draft.id}`,
      found: (found.priority?.word ?? "").slice(0, 80),
      expected: "P0 | TODO | Est: 1d",
      fix: "Part priority, status and estimate with `|`",
    });
    draft.hasMetadata = true;
    return true;
  }
  body.hasLine = true;
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
  draft.hasMetadata = true;
  draft.priority ??= found.priority;
  draft.status ??= found.status;
  if (draft.status === null && draft.statusPlace < 0) draft.statusPlace = found.place;
  if (draft.estimate === "") draft.estimate = found.estimate;
  return true;
}

function mayBeMetadata(text: string, line: Line): boolean {
  const code = text.charCodeAt(line.content);
  if (isSeparator(code)) return false;
  if (code < 128 && code !== 80 && code !== 112 && code !== 42 && code !== 91) return false;
  return indexIn(text, "|", line.content, line.end) >= 0;
}
