// Metadata lines are few and stand in many tasks: each is read once for a file.
import { type Metadata, readMetadata } from "./metadata.ts";
import type { StatusMark, Word } from "./status_mark.ts";

export type MetadataReader = typeof readMetadata;

const MAX_LENGTH = 120;
const MOST = 1000;

export function createMetadataReader(): MetadataReader {
  const known = new Map<string, Metadata | null>();
  return (text, from, lineEnd) => {
    if (lineEnd - from > MAX_LENGTH) return readMetadata(text, from, lineEnd);
    const line = text.slice(from, lineEnd);
    let found = known.get(line);
    if (found === undefined) {
      found = readMetadata(line, 0, line.length);
      if (known.size < MOST) known.set(line, found);
    }
    return found === null ? null : moved(found, from);
  };
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
