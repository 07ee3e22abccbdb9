// What a heading or a line seems to mean when it is not of the form `### TASK-001: Name`: which task it speaks
// of. Only asked to say what was found wrong; nothing read this way becomes a task.
import { skipDecorations } from "./chars.ts";
import { folded } from "./fold.ts";
import { idEnd } from "./ids.ts";

const MAX_LENGTH = 160;

/** What may stand before the id of a task: numbering, a checkbox, tags, comments, words of a status. */
const LEADS: readonly RegExp[] = [
  /^<!--.{0,80}?-->/,
  /^<\/?[A-Z][^<>]{0,80}>/,
  /^\[[ X-]?\]/,
  /^\\?#+/,
  /^H[1-6]\.(?= )/,
  /^=+(?= )/,
  /^[-*+>|]+(?= )/,
  /^\d+(?:\.\d+)*(?:[.)]|(?= ))/,
  /^[([{]/,
  /^(?:P\d|TODO|DONE|WIP|BLOCKED|REVIEW|IN[ _-]PROGRESS|TASK|STORY|TICKET|ISSUE|STEP|ITEM)[:.]? +(?=[A-Z][A-Z0-9_-]*-\d)/,
];

/** The id that was meant, such as `TASK-001`; null when no task is. */
export function lookAlike(text: string, from: number, to: number): string | null {
  const words = withoutLeads(
    folded(text.slice(from, Math.min(to, from + MAX_LENGTH))).toUpperCase(),
  );
  return joined(words) ?? misspelt(words);
}

/** `TASK 1`, `TASK_001`, `TASK#1`, `TASK1`, `TASK - 1`: an id with another joint, or none. */
function joined(words: string): string | null {
  const id = words.replace(
    /^([A-Z][A-Z0-9]*(?:-[A-Z][A-Z0-9]*)*)(?: ?[-_#.]{1,3} ?| )(?=\d)|^([A-Z]+)(?=\d)/,
    "$1$2-",
  );
  const end = idEnd(id, 0, id.length);
  return end < 0 ? null : id.slice(0, end);
}

/** `TASK-OO1: x`, `TASK-A: x`, `TASK-: x`, `TASK-001_x: y`: something else than a number. */
function misspelt(words: string): string | null {
  const found = /^([A-Z][A-Z0-9_]*)-([A-Z0-9_.-]{0,40}?) ?(?::|- )/.exec(words);
  if (found === null) return null;
  const [, prefix = "", rest = ""] = found;
  const digits = /^[OIL\d]+$/.test(rest)
    ? rest.replaceAll("O", "0").replace(/[IL]/g, "1")
    : /\d+/.exec(rest)?.[0] ?? "001";
  return `${prefix}-${digits}`;
}

function withoutLeads(words: string): string {
  let rest = words;
  for (let round = 0; round < 8; round++) {
    const before = rest;
    rest = rest.slice(skipMarks(rest));
    for (const lead of LEADS) rest = rest.replace(lead, "");
    if (rest === before) break;
  }
  return rest;
}

/** Brackets of a checkbox are left to `LEADS`. */
function skipMarks(words: string): number {
  const box = words.search(/\[[ X-]?\]/);
  const end = box < 0 ? words.length : box;
  return skipDecorations(words, 0, end);
}
