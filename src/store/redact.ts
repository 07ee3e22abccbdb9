// Replaces registered secrets in text and in streams of bytes, whatever way the stream is cut. A byte is
// held back only while it may still be the beginning of a secret, so that live output stays live.

export interface Redactor {
  text(text: string): string;
  /** A redactor for one stream, with its own held-back bytes. */
  stream(): RedactingStream;
}

export interface RedactingStream {
  push(bytes: Uint8Array): Uint8Array;
  /** What was held back; nothing may be pushed afterwards. */
  end(): Uint8Array;
}

export const MASK = "••••";
export const SHORTEST_SECRET = 8;

/** Values shorter than `SHORTEST_SECRET` are not registered: they would blank ordinary words. */
export function createRedactor(values: readonly string[]): Redactor {
  const index = createIndex(values.flatMap(formsOf));
  return {
    text(text) {
      if (index.longest === 0) return text;
      const bytes = encoder.encode(text);
      if (!holdsSecret(index, bytes)) return text;
      const stream = createStream(index);
      return decoder.decode(joined([stream.push(bytes), stream.end()]));
    },
    stream: () => createStream(index),
  };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const mask = encoder.encode(MASK);
const nothing = new Uint8Array();

/** The ways one value is commonly written: as it is, in URLs, in JSON, inside base64. */
function formsOf(value: string): readonly string[] {
  const plain = [value, value.trim(), ...linesOf(value)].filter((form) =>
    form.length >= SHORTEST_SECRET
  );
  return plain.flatMap((
    form,
  ) => [form, ...urlForms(form), ...jsonForms(form), ...base64Forms(form)])
    .filter((form) => form.length >= SHORTEST_SECRET);
}

/** Each line of a key file counts as a secret of its own: tools print them one by one. */
function linesOf(value: string): readonly string[] {
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  return lines.length === 1 ? [] : lines.filter((line) => line.length >= 16 && !/^-{5}/.test(line));
}

function urlForms(form: string): readonly string[] {
  const encoded = encodeURIComponent(form.toWellFormed());
  const strict = encoded.replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return [encoded, strict].flatMap((each) => [
    each,
    each.replaceAll("%20", "+"),
    each.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
  ]);
}

function jsonForms(form: string): readonly string[] {
  const escaped = JSON.stringify(form).slice(1, -1);
  const ascii = escaped.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  const twice = JSON.stringify(escaped).slice(1, -1);
  return [escaped, ascii, escaped.replaceAll("/", "\\/"), twice];
}

/** The characters that depend on the secret alone, for each of the three places it may start at. */
function base64Forms(form: string): readonly string[] {
  const bytes = encoder.encode(form);
  return [0, 1, 2].flatMap((shift) => {
    const shifted = joined([new Uint8Array(shift), bytes]);
    const whole = Math.floor((shifted.length * 8) / 6);
    const text = shifted.toBase64().slice(shift === 0 ? 0 : shift + 1, whole);
    return [text, text.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

interface Index {
  /** Patterns by their first two bytes, longest first. */
  readonly byPair: ReadonlyMap<number, readonly Uint8Array[]>;
  readonly firsts: Uint8Array;
  readonly pairs: Uint8Array;
  readonly longest: number;
}

function createIndex(forms: readonly string[]): Index {
  const byPair = new Map<number, Uint8Array[]>();
  const firsts = new Uint8Array(256);
  const pairs = new Uint8Array(65536);
  let longest = 0;
  for (const form of new Set(forms)) {
    const pattern = encoder.encode(form);
    const pair = pairAt(pattern, 0);
    byPair.set(pair, [...byPair.get(pair) ?? [], pattern]);
    firsts[pair >> 8] = 1;
    pairs[pair] = 1;
    longest = Math.max(longest, pattern.length);
  }
  for (const patterns of byPair.values()) patterns.sort((one, other) => other.length - one.length);
  return { byPair, firsts, pairs, longest };
}

function pairAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function createStream(index: Index): RedactingStream {
  let held: Uint8Array = nothing;
  /** How many of the next bytes belong to a secret that is masked already. */
  let covered = 0;

  return {
    push: (bytes) => advance(held.length === 0 ? bytes : joined([held, bytes]), false),
    end: () => advance(held, true),
  };

  function advance(bytes: Uint8Array, isLast: boolean): Uint8Array {
    if (index.longest === 0) return bytes;
    const pieces: Uint8Array[] = [];
    let plainFrom = covered;
    let cover = covered;
    let at = 0;
    for (; at < bytes.length; at++) {
      at = nextCandidate(index, bytes, at);
      if (at === bytes.length) break;
      if (!isLast && isUndecided(index, bytes, at)) break;
      const length = longestMatch(index, bytes, at);
      if (length === 0) continue;
      if (at >= cover) {
        if (at > plainFrom) pieces.push(bytes.subarray(plainFrom, at));
        pieces.push(mask);
      }
      cover = Math.max(cover, at + length);
      plainFrom = cover;
    }
    if (at > plainFrom) pieces.push(bytes.subarray(plainFrom, at));
    held = bytes.slice(at);
    covered = Math.max(0, cover - at);
    return pieces.length === 1 ? pieces[0] ?? nothing : joined(pieces);
  }
}

/** The next place where a secret may begin, or the end; nearly all the time is spent here. */
function nextCandidate({ firsts, pairs }: Index, bytes: Uint8Array, from: number): number {
  const last = bytes.length - 1;
  for (let at = from; at < last; at++) {
    if (pairs[((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)] === 1) return at;
  }
  return from <= last && firsts[bytes[last] ?? 0] === 1 ? last : bytes.length;
}

/** The usual answer is no, and then nothing is copied. */
function holdsSecret(index: Index, bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) {
    at = nextCandidate(index, bytes, at);
    if (at < bytes.length && longestMatch(index, bytes, at) > 0) return true;
  }
  return false;
}

/** Do the remaining bytes begin a pattern that is longer than they are? */
function isUndecided(index: Index, bytes: Uint8Array, at: number): boolean {
  const rest = bytes.length - at;
  if (rest >= index.longest) return false;
  if (rest === 1) return true;
  const patterns = index.byPair.get(pairAt(bytes, at)) ?? [];
  return patterns.some((pattern) => pattern.length > rest && matches(pattern, bytes, at, rest));
}

function longestMatch(index: Index, bytes: Uint8Array, at: number): number {
  const rest = bytes.length - at;
  const patterns = index.byPair.get(pairAt(bytes, at)) ?? [];
  return patterns.find((pattern) =>
    pattern.length <= rest && matches(pattern, bytes, at, pattern.length)
  )?.length ?? 0;
}

function matches(pattern: Uint8Array, bytes: Uint8Array, at: number, length: number): boolean {
  for (let n = 2; n < length; n++) if (pattern[n] !== bytes[at + n]) return false;
  return true;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
