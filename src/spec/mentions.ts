// Dependencies that stand in prose, a checklist or a table: `… (depends on TASK-001)`. They order nothing, and
// whoever wrote one should hear of it. No regular expression runs before an id with such words is found.
import { isDigit, isMarkup, isSpace, isUpper } from "./chars.ts";
import { idEnd } from "./ids.ts";

export interface Mention {
  readonly id: string;
  readonly start: number;
}

const MOST_MARKS = 16;
const MOST_WORDS = 24;
const WORDS = new RegExp(
  "(?:^|[^A-Za-z0-9])(?:depend(?:s|ent|ing|ency|encies)?(?:[ _-](?:up)?on)?|blocked[ _-]by|" +
    "prerequisites?|requires|waits? (?:for|on)|after)$",
  "i",
);

/** The ids behind words such as `depends on` in `[from, to)`. */
export function mentionsIn(text: string, from: number, to: number): readonly Mention[] {
  let found: Mention[] = NONE;
  for (let at = from + 1; at + 1 < to; at++) {
    if (text.charCodeAt(at) !== 45 || !isDigit(text.charCodeAt(at + 1))) continue;
    const start = idStart(text, from, at);
    const end = idEnd(text, start, to);
    if (end < 0) continue;
    const isNext = found.length > 0 && isList(text, lastEnd(found), start);
    if (isNext || isBehindWords(text, from, start)) {
      found = [...found, { id: text.slice(start, end), start }];
    }
    at = end - 1;
  }
  return found;
}

const NONE: Mention[] = [];

function lastEnd(found: readonly Mention[]): number {
  const last = found.at(-1);
  return last === undefined ? 0 : last.start + last.id.length;
}

function idStart(text: string, from: number, at: number): number {
  let start = at;
  while (start > from && isIdPart(text.charCodeAt(start - 1))) start--;
  return start;
}

function isIdPart(code: number): boolean {
  return isUpper(code) || isDigit(code) || code === 95 || code === 45;
}

function isBehindWords(text: string, from: number, start: number): boolean {
  const stop = Math.max(from, start - MOST_MARKS);
  let at = start;
  while (at > stop && isMark(text.charCodeAt(at - 1))) at--;
  // `<b>Depends on:</b> TASK-001`
  const tag = at === start
    ? null
    : /<\/?[a-z]{1,8}>?[:\s]*$/i.exec(text.slice(Math.max(from, at - 12), at));
  if (tag !== null) at -= tag[0].length;
  while (at > stop && isMark(text.charCodeAt(at - 1))) at--;
  if (at === start) return false;
  const words = text.slice(Math.max(from, at - MOST_WORDS), at);
  const phrase = WORDS.exec(words);
  // "TASK-003 depends on TASK-001" speaks of another task.
  return phrase !== null && !/[A-Z]-\d+[*_`\])]*\s*$/.test(
    text.slice(
      Math.max(from, at - words.length + phrase.index - 12),
      at - words.length + phrase.index + 1,
    ),
  );
}

/** Between an id and the next one: `, `, ` and `. */
function isList(text: string, end: number, start: number): boolean {
  return start - end < 10 &&
    /^[\]`*_]*(?:,|;|&|\/|\s+and\s|\s+or\s|\s)+[[`*_]*$/.test(text.slice(end, start));
}

function isMark(code: number): boolean {
  return isSpace(code) || isMarkup(code) || code === 58 || code === 91 || code === 40 ||
    code === 124 || code === 61 || code === 45 || code === 0x2014 || code === 0x2013 ||
    code === 62 || code === 0x2192;
}
