// The three answers an agent can give, read from its final message. A marker counts only as a line of its own,
// bare or in emphasis: never inside a fence, a quotation, a list, a log line or a JSON string, so that text an
// agent repeats cannot answer for it.
import { withoutEscapes } from "./stderr.ts";

export type Answer =
  | { readonly kind: "complete"; readonly noOp: string | null }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "blocked"; readonly question: string }
  | { readonly kind: "none" };

interface Marker {
  readonly word: "COMPLETE" | "FAILED" | "BLOCKED";
  /** What stands behind the colon. */
  readonly rest: string;
  readonly at: number;
}

/** The worst answer given: blocked, then failed, then complete. Of plain text only the last line is read. */
export function readAnswer(
  text: string,
  options: { readonly plainText?: boolean } = {},
): Answer {
  const lines = withoutEscapes(text).split(/\r\n|\r|\n|\u2028|\u2029/);
  const last = lines.findLastIndex((line) => line.trim() !== "");
  const own = ownLines(lines);
  const markers = own.flatMap((isOwn, at): Marker[] => {
    if (!isOwn || (options.plainText === true && at !== last)) return [];
    const marker = markerOf(lines[at] ?? "", at);
    return marker === null ? [] : [marker];
  });
  return blocked(markers, lines) ?? failed(markers, lines) ?? complete(markers) ?? { kind: "none" };
}

/** Old text for a new prompt: its marker words are broken, so that repeating it answers nothing. */
export function neutralise(text: string): string {
  return text.replace(/(TASK|REVIEW)_(?=COMPLETE|FAILED|BLOCKED|PASSED|FIXED)/gi, "$1-");
}

function blocked(markers: readonly Marker[], lines: readonly string[]): Answer | null {
  const asked = markers.filter((marker) => marker.word === "BLOCKED");
  if (asked.length === 0) return null;
  const questions = asked.map((marker) => withFollowing(marker, lines));
  return { kind: "blocked", question: [...new Set(questions)].join("\n\n").trim() };
}

function failed(markers: readonly Marker[], lines: readonly string[]): Answer | null {
  const last = markers.findLast((marker) => marker.word === "FAILED");
  if (last === undefined) return null;
  return { kind: "failed", reason: last.rest === "" ? withFollowing(last, lines) : last.rest };
}

function complete(markers: readonly Marker[]): Answer | null {
  const done = markers.filter((marker) => marker.word === "COMPLETE");
  if (done.length === 0) return null;
  const noOp = done.map((marker) => /^no_op\b[\s:,.\u2013\u2014-]*(.*)$/.exec(marker.rest)?.[1])
    .findLast((why) => why !== undefined);
  return { kind: "complete", noOp: noOp ?? null };
}

const WRAPS = ["***", "**", "*", "___", "__", "_", "`", ""];

/** Not in a quotation, a list or indented code: `TASK_FAILED: why`, alone on its line or wrapped as a whole (or to its colon) in emphasis or backticks. */
function markerOf(line: string, at: number): Marker | null {
  const found = /^ {0,3}([*_`]{0,3})TASK_(COMPLETE|FAILED|BLOCKED)(.*)$/
    .exec(withoutFullStop(line.trimEnd()));
  if (found === null) return null;
  const wrap = found[1] ?? "";
  const tail = WRAPS.includes(wrap) ? unwrapped(found[3] ?? "", wrap) : null;
  const rest = tail === "" ? "" : /^:(.*)$/.exec(tail ?? "x")?.[1];
  if (rest === undefined) return null;
  const why = rest.trim();
  if (isPlaceholder(why)) return null;
  const word = found[2] === "COMPLETE" ? "COMPLETE" : found[2] === "FAILED" ? "FAILED" : "BLOCKED";
  if (word === "COMPLETE" && why !== "" && !isNoOp(why)) return null;
  return { word, rest: why, at };
}

/** `TASK_COMPLETE.` and `**TASK_COMPLETE.**` end as sentences do. */
function withoutFullStop(line: string): string {
  return line.replace(
    /^( {0,3}[*_`]{0,3}TASK_(?:COMPLETE|FAILED|BLOCKED)[*_`]{0,3})\.([*_`]{0,3})$/,
    "$1$2",
  );
}

/** The text after the marker word without what closes the wrap; null when nothing closes it. */
function unwrapped(tail: string, wrap: string): string | null {
  if (wrap === "") return tail;
  if (tail.startsWith(wrap)) return tail.slice(wrap.length);
  if (tail.startsWith(`:${wrap}`)) return `:${tail.slice(wrap.length + 1)}`;
  return tail.endsWith(wrap) ? tail.slice(0, -wrap.length) : null;
}

function isNoOp(why: string): boolean {
  return /^no_op\b/.test(why) && !isPlaceholder(why.replace(/^no_op[\s:]*/, "") || "why not");
}

/** The contract's own words, as in `TASK_FAILED: <reason>`: repeating the rule is not using it. */
function isPlaceholder(why: string): boolean {
  return /^(?:<[^<>]*>|\[(?:why|reason|question)\]|\{[^{}]*\}|why|reason|question|\.{3}|\u2026)[.`*]*$/i
    .test(why);
}

/** Which lines the agent says itself: outside fences and quoting tags. */
function ownLines(lines: readonly string[]): readonly boolean[] {
  const ends = lastEnds(lines);
  let fence = "";
  let closer: string | null = null;
  return lines.map((line, at) => {
    if (closer !== null) {
      if (line.toLowerCase().includes(closer)) closer = null;
      return false;
    }
    const mark = /^[\s>]*(?:[-*+]\s+|\d+[.)]\s+)?(`{3,}|~{3,})(.*)$/.exec(line);
    if (fence !== "") {
      if (mark !== null && closes(fence, mark[1] ?? "", mark[2] ?? "")) fence = "";
      return false;
    }
    if (mark !== null && !(mark[1]?.startsWith("`") && mark[2]?.includes("`"))) {
      fence = mark[1] ?? "";
      return false;
    }
    closer = closerOf(line, at, ends);
    return closer === null;
  });
}

/** A fence ends at the same character, at least as many of them, and nothing else. */
function closes(fence: string, mark: string, info: string): boolean {
  return mark.charAt(0) === fence.charAt(0) && mark.length >= fence.length && info.trim() === "";
}

/** The last line on which each tag is closed. */
function lastEnds(lines: readonly string[]): ReadonlyMap<string, number> {
  const ends = new Map<string, number>();
  lines.forEach((line, at) => {
    for (const [end] of line.matchAll(/<\/[A-Za-z][\w.-]*>/g)) ends.set(end.toLowerCase(), at);
  });
  return ends;
}

/** `<log>` alone on a line, or a comment, quotes up to its end; without an end it is only a tag. */
function closerOf(line: string, at: number, ends: ReadonlyMap<string, number>): string | null {
  const trimmed = line.trim();
  if (trimmed.startsWith("<!--")) return trimmed.includes("-->") ? null : "-->";
  const tag = /^<([A-Za-z][\w.-]*)(?:\s[^<>]*)?>$/.exec(trimmed)?.[1];
  if (tag === undefined) return null;
  const closer = `</${tag.toLowerCase()}>`;
  return (ends.get(closer) ?? -1) > at ? closer : null;
}

/** A marker's text with the paragraph after it, and with lists and indented lines that follow that. */
function withFollowing(marker: Marker, lines: readonly string[]): string {
  const said: string[] = marker.rest === "" ? [] : [marker.rest];
  for (let at = marker.at + 1; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.trim() !== "") {
      if (markerOf(line, at) !== null) break;
      said.push(line.trimEnd());
      continue;
    }
    while (lines[at + 1]?.trim() === "") at++;
    if (said.length > 0 && !CONTINUES.test(lines[at + 1] ?? "")) break;
    if (said.length > 0) said.push("");
  }
  return said.join("\n").trim();
}

const CONTINUES = /^(?:\s+\S|\s*(?:[-*+]|\d+[.)]|[a-zA-Z][.)])\s)/;
