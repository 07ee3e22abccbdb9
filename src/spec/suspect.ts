// Does a line look like metadata that was written in a way of its own? Asked of what stands right under a
// heading and was not read: a task that is done must not start again because its `DONE` was not recognised.
import { folded } from "./fold.ts";
import { readMetadata } from "./metadata.ts";
import { STATUS_WORDS, type Word } from "./status_mark.ts";

const MAX_LENGTH = 200;
/** What parts words from each other; a `-` does behind a space only. */
const PARTS = /[|·•,;:=/()[\]{}<>"'\\→]|(?<=\s)[-–—]+(?=\s)/;
const LABEL = /^(?:status|state|priority|prio)\s+/i;
const WHOLE = new RegExp(`^(?:${STATUS_WORDS}|P\\d)$`);

export function suspectIn(text: string, from: number, to: number): Word | null {
  const shown = text.slice(from, Math.min(to, from + MAX_LENGTH));
  return isSuspect(shown) ? { word: shown, start: from, end: to } : null;
}

function isSuspect(shown: string): boolean {
  const seen = folded(shown);
  if (seen !== shown && readMetadata(seen, 0, seen.length) !== null) return true;
  const parts = seen.split(PARTS);
  // `TODO: write this` and the like begin a sentence.
  const isSentence = /^\W*[A-Z_]+\s*[:：]/.test(seen);
  return parts.some((part, index) => (index > 0 || !isSentence) && WHOLE.test(bare(part)));
}

function bare(part: string): string {
  const word = part.replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");
  return word.replace(LABEL, "");
}
