// Questions about single characters, asked by every reader of a line. No regular expressions: a line may be
// a megabyte of spaces or brackets, and each reader must stay linear in it.

export function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 0xa0;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function isUpper(code: number): boolean {
  return code >= 65 && code <= 90;
}

/** An ASCII letter. */
export function isLetter(code: number): boolean {
  return isUpper(code) || (code >= 97 && code <= 122);
}

/** A character that may surround a word without changing it: spaces, emphasis, brackets, emoji. */
export function isDecoration(code: number): boolean {
  if (code < 128) return isSpace(code) || isMarkup(code) || code === 91 || code === 93;
  return isEmoji(code) || code === 0xa0 || code === 0x3000;
}

/** One of `*`, `_`, `~` and the backtick. */
export function isMarkup(code: number): boolean {
  return code === 42 || code === 95 || code === 96 || code === 126;
}

/** Part of an emoji or a symbol, in UTF-16 units. */
export function isEmoji(code: number): boolean {
  return (code >= 0xd83c && code <= 0xd83e) || (code >= 0xdc00 && code <= 0xdfff) ||
    (code >= 0x2000 && code <= 0x200f) || (code >= 0x2190 && code <= 0x2bff) || code === 0x20e3 ||
    code === 0xfe0f || code === 0x2022 || code === 0x3030 || code === 0x303d;
}

/** What parts the segments of a metadata line: `|`, `·` and look-alikes. */
export function isSeparator(code: number): boolean {
  return code === 124 || code === 0xff5c || code === 0x2502 || code === 0xb7;
}

export function skipSpaces(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** The end of `[from, to)` without the spaces at its end. */
export function trimEnd(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && isSpace(text.charCodeAt(end - 1))) end--;
  return end;
}

/** Skips decorations and `:emoji_names:`. */
export function skipDecorations(text: string, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (isDecoration(code)) at++;
    else if (code === 58) {
      const end = shortcodeEnd(text, at, to);
      if (end < 0) return at;
      at = end;
    } else return at;
  }
  return at;
}

/** `indexOf` within `[from, to)`. Most lines are short: a loop is faster than a slice of them. */
export function indexIn(text: string, needle: string, from: number, to: number): number {
  const first = needle.charCodeAt(0);
  const last = to - needle.length;
  for (let at = from; at <= last; at++) {
    if (text.charCodeAt(at) === first && text.startsWith(needle, at)) return at;
  }
  return -1;
}

function shortcodeEnd(text: string, from: number, to: number): number {
  const limit = Math.min(to, from + 40);
  for (let at = from + 1; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === 58) return at > from + 1 ? at + 1 : -1;
    if (!isLetter(code) && !isDigit(code) && code !== 95) return -1;
  }
  return -1;
}
