// What is wrong with a text before anything is read from it: half a merge, half a file, lines that do not end.
import type { Finding } from "./draft.ts";
import type { LineTable } from "./line_table.ts";

/** NUL, and what some programs take for the end of a line, and markdown does not. */
const ODD = /[\0\v\f\u0085\u2028\u2029]/;
/** Such a character, and something behind it that would count at the start of a line. */
const HIDDEN = /[\u2028\u2029\u0085\v\f][ \t]{0,9}(?:#{1,6}[ \t]|\*\*|[-*+] \[|P\d[ \t]{0,9}\|)/g;
const MARKER = /^(?:<{7}|\|{7}|>{7})(?: .*)?$/gm;
/** Findings of one kind that a file may bring: a hostile one has a million. */
const MOST = 20;

export function textFindings(text: string, lines: LineTable): Finding[] {
  const odd = ODD.test(text) ? [...nulFindings(text), ...breakFindings(text, lines)] : [];
  return [...odd, ...mergeFindings(text, lines)];
}

function nulFindings(text: string): Finding[] {
  const at = text.indexOf("\0");
  if (at < 0) return [];
  return [{
    severity: "error",
    code: "nul",
    at,
    message: "Cannot trust this file: it holds NUL characters, as a file saved by half does",
    found: "U+0000",
    expected: "text in UTF-8",
    fix: "Restore the file, or delete the character",
  }];
}

function breakFindings(text: string, lines: LineTable): Finding[] {
  return matches(text, HIDDEN).filter(({ at }) => isRead(lines, at)).map(({ at }) => ({
    severity: "error",
    code: "odd-line-break",
    at,
    message: "Cannot read what stands behind this character: it ends no line",
    found: `U+${text.charCodeAt(at).toString(16).toUpperCase().padStart(4, "0")}`,
    expected: "a line feed",
    fix: "Replace the character by a line break",
  }));
}

/** Lines that git leaves in a file when both sides of a merge changed it. */
function mergeFindings(text: string, lines: LineTable): Finding[] {
  if (!text.includes("<<<<<<<") && !text.includes(">>>>>>>")) return [];
  return matches(text, MARKER).filter(({ at }) => isRead(lines, at)).map(({ at, found }) => ({
    severity: "error",
    code: "merge-conflict",
    at,
    message: "Cannot tell which side of a merge counts",
    found: found.slice(0, 80),
    expected: "a file without marks of a merge conflict",
    fix: "Resolve the conflict, and delete the lines of <, |, = and >",
  }));
}

function matches(text: string, pattern: RegExp): { readonly at: number; readonly found: string }[] {
  const found = [];
  for (const match of text.matchAll(pattern)) {
    found.push({ at: match.index, found: match[0] });
    if (found.length === MOST) break;
  }
  return found;
}

/** Not in a code block or a comment. */
function isRead(lines: LineTable, at: number): boolean {
  let low = 0;
  for (let high = lines.length - 1; low < high;) {
    const middle = (low + high + 1) >> 1;
    if (lines.start(middle) <= at) low = middle;
    else high = middle - 1;
  }
  const kind = lines.at(low)?.kind;
  return kind !== "code" && kind !== "comment" && kind !== "front";
}
