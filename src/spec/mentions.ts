// Dependencies that stand in prose, a checklist or a table: `… (depends on TASK-001)`, or under a label that
// nobody knows. They order nothing, and whoever wrote one should hear of it. No regular expression runs before
// an id is found.
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

/** Labels of ids that are waited for by nobody: `Related: TASK-001`. */
const NEUTRAL =
  /^[^A-Za-z]*(?:related|see|follow|part of|parent|child|super|replace|duplicate|note|enable|unblock|blocking|next|link|used by)/i;

/** May ids behind this label, in whatever language, be dependencies? */
export function mayHeadIds(label: string): boolean {
  return !NEUTRAL.test(label);
}

/** The ids behind words such as `depends on` in `[from, to)`, and all of a line that is nothing but a label and ids. */
export function mentionsIn(text: string, from: number, to: number): readonly Mention[] {
  let found: Mention[] | null = null;
  for (let at = from + 1; at + 1 < to; at++) {
    if (text.charCodeAt(at) !== 45 || !isDigit(text.charCodeAt(at + 1))) continue;
    const start = idStart(text, from, at);
    if (start === from || !isBefore(text.charCodeAt(start - 1))) continue;
    const end = idEnd(text, start, to);
    if (end < 0) continue;
    const isNext = found !== null && isList(text, lastEnd(found), start);
    if (isNext || isBehindWords(text, from, start) || isBehindLabel(text, from, start, to)) {
      found ??= [];
      found.push({ id: text.slice(start, end), start });
    }
    at = end - 1;
  }
  return found ?? NONE;
}

const NONE: readonly Mention[] = [];

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

const MOST_LABEL = 60;
const HEADS_IDS = /pend|block|requi|need|after|wait|prereq/i;

/** `pends on:** TASK-001, TASK-002`: nothing but ids from the colon to the end of the line. */
function isBehindLabel(text: string, from: number, start: number, to: number): boolean {
  if (start - from > MOST_LABEL) return false;
  const label = text.slice(from, start);
  const isLabel = /[:：][\s*_`[(]*$/.test(label) || HEADS_IDS.test(label);
  return isLabel && mayHeadIds(label) && /[A-Za-z]/.test(label) && !/[A-Z]-\d/.test(label) &&
    ONLY_IDS.test(text.slice(start, Math.min(to, start + 200)));
}

const ONLY_IDS =
  /^(?:[A-Z][A-Z0-9_-]{0,40}-\d{1,15}[A-Za-z]?[\s,;&[\]`*_.]{0,8}(?:\([^()]{0,80}\)[\s,;&.]{0,8})?){1,20}$/;

/** Does the line seem to head a list of ids: `*Dependson:**`? */
export function headsList(text: string, from: number, to: number): boolean {
  const last = text.charCodeAt(to - 1);
  if (last !== 58 && last !== 42 && last !== 95) return false;
  return to - from <= MOST_LABEL && HEADS_IDS.test(text.slice(from, to));
}

/** Between an id and the next one: `, `, ` and `. */
function isList(text: string, end: number, start: number): boolean {
  return start - end < 10 &&
    /^[\]`*_]*(?:,|;|&|\/|\s+and\s|\s+or\s|\s)+[[`*_]*$/.test(text.slice(end, start));
}

/** What may stand right before the id. */
function isBefore(code: number): boolean {
  return isMark(code) || code === 44 || code === 59 || code === 38 || code === 47;
}

function isMark(code: number): boolean {
  return isSpace(code) || isMarkup(code) || code === 58 || code === 91 || code === 40 ||
    code === 124 || code === 61 || code === 45 || code === 0x2014 || code === 0x2013 ||
    code === 62 || code === 0x2192;
}
