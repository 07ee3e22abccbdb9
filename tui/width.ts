// How many cells text takes, grapheme by grapheme, and which graphemes terminals disagree about.
import { isUndisputedlyNarrow } from "./narrow.ts";

export interface Measure {
  /** Cells we count it as: 0, 1 or 2. */
  readonly width: number;
  /** 0 when every terminal agrees; else how many cells the most naive terminal may smear it over. */
  readonly extent: number;
}

export interface Grapheme extends Measure {
  readonly text: string;
}

/**
 * The graphemes of a text, as cells will hold them: controls become blanks, strays are gone.
 * A visitor that returns true has seen enough.
 */
export function eachGrapheme(text: string, visit: (grapheme: Grapheme) => boolean | void): void {
  for (let at = 0; at < text.length;) {
    const end = simpleEnd(text, at);
    for (; at < end; at++) {
      if (visit(simpleGrapheme(text, at)) === true) return;
    }
    if (at === text.length) return;
    const stop = tangleEnd(text, at);
    for (const grapheme of untangle(text.slice(at, stop))) {
      if (visit(grapheme) === true) return;
    }
    at = stop;
  }
}

export function graphemes(text: string): Grapheme[] {
  const all: Grapheme[] = [];
  eachGrapheme(text, (grapheme) => void all.push(grapheme));
  return all;
}

/** Cells a text takes. */
export function textWidth(text: string): number {
  let width = 0;
  for (let at = 0; at < text.length; at++) {
    const own = simplicity(text.charCodeAt(at));
    if (own === tangled) return widthByGrapheme(text);
    width += own;
  }
  return width;
}

/** Printable ASCII only: one cell for each character. */
export function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}

/**
 * The library that knows clusters and emoji: a third of what a first frame takes, and few first frames hold any.
 * Until it is there widths of such are guessed. True when one was.
 */
export async function loadWidths(): Promise<boolean> {
  if (exactWidth !== null) return false;
  exactWidth = (await import("string-width")).default;
  simple.fill(0);
  simpleGraphemes.clear();
  cache.clear();
  untangled.clear();
  return wasGuessed;
}

let exactWidth: ((text: string) => number) | null = null;
let wasGuessed = false;

function clusterWidth(segment: string): number {
  if (exactWidth !== null) return exactWidth(segment);
  wasGuessed = true;
  if (/^\p{M}/u.test(segment)) return 0;
  return /[\p{Emoji_Presentation}\ufe0f]/u.test(segment) || oldWide.test(segment) ? 2 : 1;
}

/** Text cut into what a person takes for one character. */
export function segments(text: string): string[] {
  return isPlain(text) ? [...text] : [...segmenter.segment(text)].map((part) => part.segment);
}

function widthByGrapheme(text: string): number {
  let width = 0;
  eachGrapheme(text, (grapheme) => void (width += grapheme.width));
  return width;
}

// The segmenter is a hundred times slower than a table, so it sees only where graphemes may be longer than
// one code unit: the tangle, with the simple sign before it, which it may extend, and the one after it.
const tangled = 3;
const simple = new Uint8Array(0x10000);

/** 1 or 2 for a sign of that width that joins nothing by itself; `tangled` for all others. */
function simplicity(code: number): number {
  const known = simple[code] ?? 0;
  return known === 0 ? (simple[code] = simplicityAnew(code)) : known;
}

function simplicityAnew(code: number): number {
  if (isUndisputedlyNarrow(code)) return 1;
  const sign = String.fromCharCode(code);
  if (
    /^[\p{C}\p{M}\p{Zl}\p{Zp}\p{Extended_Pictographic}\p{Grapheme_Extend}\u0d4e\ua960-\ua97c]$/u
      .test(sign)
  ) {
    return tangled;
  }
  if (code >= 0x1100 && code <= 0x11ff) return tangled;
  const found = measure(sign);
  return found === null || found.extent > 0 || found.width === 0 ? tangled : found.width;
}

/** Frames and glyphs repeat the same few signs in every frame. */
function simpleGrapheme(text: string, at: number): Grapheme {
  const code = text.charCodeAt(at);
  const known = simpleGraphemes.get(code);
  if (known !== undefined) return known;
  const made = { text: text[at] ?? "", width: simplicity(code), extent: 0 };
  if (simpleGraphemes.size < maxCached) simpleGraphemes.set(code, made);
  return made;
}

/** From `at`, the end of the signs that are graphemes by themselves. */
function simpleEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && simplicity(text.charCodeAt(end)) !== tangled) end++;
  return end === text.length ? end : Math.max(at, end - 1);
}

/** From `at`, behind the first simple sign that another simple one follows. */
function tangleEnd(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length) {
    const before = simplicity(text.charCodeAt(end - 1));
    if (end - 1 > at && before !== tangled && simplicity(text.charCodeAt(end)) !== tangled) break;
    end++;
  }
  return end;
}

/** Logs repeat their emoji, so what the segmenter said is kept. */
function untangle(tangle: string): readonly Grapheme[] {
  const known = untangled.get(tangle);
  if (known !== undefined) return known;
  const all: Grapheme[] = [];
  for (const { segment } of segmenter.segment(tangle)) {
    const found = measure(segment);
    if (found !== null) all.push(found);
  }
  if (untangled.size >= maxCached) untangled.clear();
  if (tangle.length <= maxUnits) untangled.set(tangle, all);
  return all;
}

const simpleGraphemes = new Map<number, Grapheme>();
const untangled = new Map<string, readonly Grapheme[]>();
const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const maxCached = 10_000;
const maxUnits = 32;
const blank: Grapheme = { text: " ", width: 1, extent: 0 };
const cache = new Map<string, Grapheme | null>();

/** One grapheme measured; null when it takes no cell and has nothing to stand on. */
export function measure(segment: string): Grapheme | null {
  const code = segment.charCodeAt(0);
  if (segment.length === 1 && code >= 0x20 && code < 0x7f) {
    return { text: segment, width: 1, extent: 0 };
  }
  const found = cache.get(segment);
  if (found !== undefined) return found;
  if (cache.size >= maxCached) cache.clear();
  const made = measureAnew(segment);
  if (segment.length <= maxUnits) cache.set(segment, made);
  return made;
}

function measureAnew(segment: string): Grapheme | null {
  if (/^[\p{Cc}\p{Zl}\p{Zp}]/u.test(segment)) return blank;
  // A pile of accents would let one cell hold megabytes.
  if (segment.length > maxUnits) return measureAnew(firstPoints(segment, maxUnits));
  if (/\p{Cs}/u.test(segment)) return { text: "\ufffd", width: 1, extent: 0 };
  const width = Math.min(2, clusterWidth(segment));
  if (width === 0) {
    return /^\p{M}/u.test(segment) ? { text: segment, width: 0, extent: 0 } : null;
  }
  return {
    text: segment,
    width,
    extent: isDisputed(segment, width) ? extentOf(segment, width) : 0,
  };
}

/**
 * Does its width depend on the terminal? Letters with old accents do not, nor do the signs of East Asia.
 * Emoji, clusters that join, private signs and those a terminal may not know yet do.
 */
export function isDisputed(segment: string, width: number): boolean {
  const [first = "", ...rest] = segment;
  const isKnown = (width === 2 ? oldWide.test(first) : !odd.test(first)) && !young.test(first);
  return !isKnown || rest.some((point) => !oldAccent.test(point));
}

/** Wide in every table since there are tables. */
const oldWide =
  /^[\u1100-\u115f\u2e80-\u302d\u3030-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{2a6d6}\u{2a700}-\u{2b734}\u{2b740}-\u{2b81d}\u{2b820}-\u{2cea1}\u{2ceb0}-\u{2ebe0}\u{2f800}-\u{2fa1d}]$/u;
const oldAccent =
  /^[\u0300-\u036f\u0483-\u0486\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u0615\u064b-\u0658\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u20d0-\u20dc\u3099\u309a]$/u;
/** Not there before Unicode 11: the C library that a terminal asks may not know them, and drop them. */
const young =
  /^[\p{Cn}\u0560\u0588\u05ef\u061d\u07fe\u07ff\u0870-\u088e\u08b5\u08be-\u08c9\u0a76\u0c5d\u0c77\u0c84\u0cdd\u0d04\u0e86\u0e89\u0e8c\u0e8e-\u0e93\u0e98\u0ea0\u0ea8\u0ea9\u0eac\u170d\u171f\u1878\u1b4c-\u1b4f\u1b7d-\u1b7f\u1c89-\u1cbf\u1cfa\u20c0\u2427-\u2429\u2b97\u2bba-\u2bbc\u2bc9\u2bd3-\u2beb\u2bf0-\u2bff\u2c2f\u2c5f\u2e4a-\u2e5d\u2ffc-\u2fff\u312f\u31bb-\u31bf\u31e4-\u31ef\u32ff\u4db6-\u4dbf\u9feb-\u9fff\ua7af\ua7b8-\ua7f6\ua8fe\uab66-\uab6b\ufbc2\ufd40-\ufd4f\ufdcf\ufdfe\ufdff]$/u;
const odd =
  /^[\p{Emoji_Presentation}\p{Co}\p{M}\u0600-\u0605\u06dd\u06de\u1160-\u11ff\u3248-\u324f\ud7b0-\ud7fb\u{10000}-\u{10ffff}]$/u;

function extentOf(segment: string, width: number): number {
  let sum = 0;
  // Joiners and variation signs take a cell in the simplest terminals, everything else two.
  for (const point of segment) sum += /^[\p{ASCII}\p{M}\u200d]$/u.test(point) ? 1 : 2;
  return Math.max(2, width, sum);
}

function firstPoints(text: string, units: number): string {
  let kept = "";
  for (const point of text) {
    if (kept.length + point.length > units) break;
    kept += point;
  }
  return kept;
}
