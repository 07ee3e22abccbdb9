// Metadata lines are few and stand in many tasks: each is read once for a file.
import { type Metadata, readMetadata } from "./metadata.ts";
import type { StatusMark, Word } from "./status_mark.ts";

/** What each metadata line of a file says, with offsets from its start. */
export type MetadataMemo = Map<string, Metadata | null>;

const MAX_LENGTH = 120;
const MOST = 1000;

interface Read {
  readonly text: string;
  readonly memo: MetadataMemo;
}

/** As `readMetadata`, and faster for a line that was read before. */
export function recallMetadata({ text, memo }: Read, from: number, to: number): Metadata | null {
  if (to - from > MAX_LENGTH) return readMetadata(text, from, to);
  const line = text.slice(from, to);
  let found = memo.get(line);
  if (found === undefined) {
    found = readMetadata(line, 0, line.length);
    if (memo.size < MOST) memo.set(line, found);
  }
  return found === null ? null : moved(found, from);
}

function moved(metadata: Metadata, by: number): Metadata {
  return {
    priority: movedWord(metadata.priority, by),
    status: movedMark(metadata.status, by),
    estimate: metadata.estimate,
    extra: movedWord(metadata.extra, by),
    aside: metadata.aside < 0 ? -1 : metadata.aside + by,
    place: metadata.place + by,
    isRead: metadata.isRead,
  };
}

function movedWord(mark: Word | null, by: number): Word | null {
  return mark === null ? null : { ...mark, start: mark.start + by, end: mark.end + by };
}

function movedMark(mark: StatusMark | null, by: number): StatusMark | null {
  if (mark === null) return null;
  return { word: mark.word, status: mark.status, start: mark.start + by, end: mark.end + by };
}
