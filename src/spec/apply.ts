// Edits of a text, each a span and what stands there afterwards.
import type { Span } from "./spec.ts";

export interface Edit extends Span {
  readonly text: string;
}

export function applied(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const edit of edits.toSorted((left, right) => right.start - left.start)) {
    result = result.slice(0, edit.start) + edit.text + result.slice(edit.end);
  }
  return result;
}

/** The same further on. */
export function shifted<Place extends Span>(place: Place, by: number): Place {
  return { ...place, start: place.start + by, end: place.end + by };
}
