// Estimates such as `2-3d`, `0.5d`, `4–6 h`, `30m`, `1w`, `1h 45m`: found, and kept as written.
import { isDigit, skipDecorations } from "./chars.ts";
import type { Span } from "./spec.ts";

const AMOUNT = "\\d+(?:[.,]\\d+)?";
const UNIT =
  "(?:minutes?|mins?|months?|mo|m|hours?|hrs?|h|days?|d|weeks?|wks?|w|points?|pts?|sp)(?![A-Za-z])";
const RANGE =
  `${AMOUNT}\\s{0,3}(?:${UNIT})?\\s{0,3}(?:-|–|—|\\.\\.|to)\\s{0,3}${AMOUNT}\\s{0,3}${UNIT}`;
const SUM = `${AMOUNT}\\s{0,3}${UNIT}(?:\\s{0,3}${AMOUNT}\\s{0,3}${UNIT})*`;
const ESTIMATE = new RegExp(`^(?:${RANGE}|${SUM})`, "i");
const LABEL = /(?:^|[^A-Za-z])(?:estimated?|est|effort)[.*_ ]{0,4}[:=][*_ ]{0,4}/i;
const LABEL_FIRST = /^(?:estimated?|est|effort)[.*_ ]{0,4}[:=]/i;

/** Does the segment say nothing but an estimate? */
export function isEstimate(text: string, segment: Span): boolean {
  const start = skipDecorations(text, segment.start, segment.end);
  const code = text.charCodeAt(start);
  if (code === 69 || code === 101) return LABEL_FIRST.test(text.slice(start, segment.end));
  if (!isDigit(code)) return false;
  const found = ESTIMATE.exec(text.slice(start, segment.end));
  return found !== null &&
    skipDecorations(text, start + found[0].length, segment.end) === segment.end;
}

/** The estimate that a segment of a metadata line holds, alone or behind a label; null without one. */
export function estimateIn(text: string, segment: Span): string | null {
  const words = text.slice(segment.start, segment.end);
  const label = LABEL.exec(words);
  if (label !== null) return readEstimate(words.slice(label.index + label[0].length));
  if (!isEstimate(text, segment)) return null;
  return readEstimate(words.slice(skipDecorations(words, 0, words.length)));
}

/** As written, up to the end of what is one; a value that is none, such as `M`, is kept as it stands. */
export function readEstimate(value: string): string {
  const bounded = value.slice(0, 80).replace(/^[\s*_~≈<>≤`]+/, "");
  const found = ESTIMATE.exec(bounded);
  if (found !== null) return found[0].trim();
  const plain = (bounded.split(/\||<!--/, 1)[0] ?? "").trim();
  return /^(?:[—–-]*|none|n\/a|tbd|\?+)\.?$/i.test(plain) ? "" : plain;
}
