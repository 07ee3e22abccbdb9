// Untrusted text → spans. Colours survive; cursor moves, titles, clipboard writes, links, device strings,
// control characters and hidden or direction-changing signs do not.
import type { Line, Span } from "./spans.ts";
import { applySgr } from "./sgr.ts";
import { intern, plain, type Style } from "./style.ts";
import { isPlain, textWidth } from "./width.ts";

export interface SanitiseOptions {
  /** Cells from one tab stop to the next. */
  readonly tab?: number;
  /** Characters shown of one line; the rest becomes `…`. */
  readonly limit?: number;
  /** Colour left on by the lines before. */
  readonly style?: Style;
}

export interface CleanLine {
  readonly spans: Line;
  /** Colour left on for the lines after. */
  readonly style: Style;
  /** Part of the line is not shown. */
  readonly cut: boolean;
}

const defaultTab = 4;
const defaultLimit = 16_384;
/** A line may be nothing but escapes: this much of it is looked at for every character shown. */
const scanFactor = 8;

/** One line of output, without its newline. */
export function sanitiseLine(raw: string, options: SanitiseOptions = {}): CleanLine {
  const limit = options.limit ?? defaultLimit;
  const style = options.style ?? plain;
  if (raw.length <= limit && isPlain(raw)) {
    return { spans: raw === "" ? [] : [spanOf(raw, style)], style, cut: false };
  }
  const shown = lastOverwrite(raw);
  const looked = shown.slice(0, limit * scanFactor).toWellFormed();
  return scan(looked, {
    limit,
    style,
    tab: options.tab ?? defaultTab,
    cut: looked.length < shown.length,
  });
}

/** Many lines; colours carry over from one to the next. */
export function sanitiseText(raw: string, options: SanitiseOptions = {}): Line[] {
  let style = options.style ?? plain;
  return raw.split("\n").map((one) => {
    const clean = sanitiseLine(one, { ...options, style });
    style = clean.style;
    return clean.spans;
  });
}

/** One line of text without any styling, for titles and labels. */
export function sanitiseLabel(raw: string, limit = 500): string {
  const flat = raw.slice(0, limit * scanFactor).replaceAll(/[\r\n\u2028\u2029]+/g, " ");
  return sanitiseLine(flat, { tab: 1, limit }).spans.map((part) => part.text).join("");
}

/** A carriage return starts the line again, as progress bars do; at the end of a line it does nothing. */
function lastOverwrite(raw: string): string {
  let end = raw.length;
  while (end > 0 && raw[end - 1] === "\r") end--;
  return raw.slice(raw.lastIndexOf("\r", end - 1) + 1, end);
}

interface Scan {
  readonly limit: number;
  readonly tab: number;
  readonly style: Style;
  readonly cut: boolean;
}

// Every control character, C1 included; all format characters but the two joiners; line separators.
const special = /[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu;

function scan(text: string, { limit, tab, style: first, cut }: Scan): CleanLine {
  const spans: Span[] = [];
  let style = first;
  let buffer = "";
  let column = 0;
  let count = 0;
  let at = 0;

  const flush = () => {
    if (buffer !== "") spans.push(spanOf(buffer, style));
    buffer = "";
  };
  const show = (part: string) => {
    const kept = part.slice(0, limit - count).toWellFormed();
    buffer += kept;
    count += kept.length;
    column += textWidth(kept);
    return kept.length === part.length;
  };
  const end = (isCut: boolean): CleanLine => {
    flush();
    if (isCut) spans.push({ text: "…", style: { fg: "muted" } });
    return { spans, style, cut: isCut };
  };

  while (at < text.length) {
    special.lastIndex = at;
    const found = special.exec(text);
    const next = found?.index ?? text.length;
    if (next > at && !show(text.slice(at, next))) return end(true);
    if (found === null) break;
    const sign = found[0];
    at = next + sign.length;
    if (sign === "\t") {
      if (!show(" ".repeat(tab - column % tab))) return end(true);
    } else if (sign === "\u2028" || sign === "\u2029") {
      if (!show(" ")) return end(true);
    } else if (sign === "\x1b" || isC1Opener(sign)) {
      const sequence = readSequence(text, next);
      at = sequence.end;
      if (sequence.sgr !== null) {
        flush();
        style = applySgr(style, sequence.sgr);
      }
    }
  }
  return end(cut);
}

interface Sequence {
  readonly end: number;
  /** The parameters, when it only sets colours. */
  readonly sgr: string | null;
}

/** The escape sequence at `start`, in its 7-bit or 8-bit form. */
function readSequence(text: string, start: number): Sequence {
  const isLong = text[start] === "\x1b";
  const opener = isLong ? text[start + 1] ?? "" : longForm[text[start] ?? ""] ?? "";
  const body = start + (isLong ? 2 : 1);
  if (opener === "[") return readCsi(text, body);
  if ("]PX^_".includes(opener) && opener !== "") {
    return { end: stringEnd(text, body, opener === "]"), sgr: null };
  }
  if (!isLong) return { end: body, sgr: null };
  // `ESC ( B` and its like: blanks to slashes, then one more. Else one character, if it is one of theirs.
  let at = start + 1;
  while (isBetween(text, at, 0x20, 0x2f)) at++;
  return { end: isBetween(text, at, 0x30, 0x7e) ? at + 1 : at, sgr: null };
}

const longForm: Readonly<Record<string, string>> = {
  "\x90": "P",
  "\x98": "X",
  "\x9b": "[",
  "\x9d": "]",
  "\x9e": "^",
  "\x9f": "_",
};

function isC1Opener(sign: string): boolean {
  return longForm[sign] !== undefined;
}

function readCsi(text: string, start: number): Sequence {
  let at = start;
  while (isBetween(text, at, 0x20, 0x3f)) at++;
  const parameters = text.slice(start, at);
  // A sequence that breaks off ends before what broke it.
  if (!isBetween(text, at, 0x40, 0x7e)) return { end: at, sgr: null };
  const isColours = text[at] === "m" && /^[\d;:]{0,200}$/.test(parameters);
  return { end: at + 1, sgr: isColours ? parameters : null };
}

/** After the terminator of an OSC, DCS, APC, PM or SOS; the end of the text when there is none. */
function stringEnd(text: string, start: number, endsWithBell: boolean): number {
  for (let at = start; at < text.length; at++) {
    const sign = text[at];
    if (sign === "\x9c" || sign === "\x18" || sign === "\x1a") return at + 1;
    if (sign === "\x07" && endsWithBell) return at + 1;
    if (sign === "\x1b") return text[at + 1] === "\\" ? at + 2 : at;
  }
  return text.length;
}

function isBetween(text: string, at: number, low: number, high: number): boolean {
  const code = text.charCodeAt(at);
  return code >= low && code <= high;
}

function spanOf(text: string, style: Style): Span {
  if (style === plain) return { text };
  // Text in the colour of its ground would be hidden from the person who must judge it.
  const { fg, bg, ...rest } = style;
  const isHidden = fg !== undefined && JSON.stringify(fg) === JSON.stringify(bg);
  return { text, style: intern(isHidden ? { ...rest, fg } : style) };
}
