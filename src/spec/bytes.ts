// A spec file's bytes and its text, one to one: valid UTF-8 only, byte order mark kept. Anything else would
// come back changed when a status is written.
import type { Diagnostic } from "./spec.ts";

export type DecodedSpec = { readonly text: string } | { readonly diagnostic: Diagnostic };

export function decodeSpec(bytes: Uint8Array): DecodedSpec {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { diagnostic: badBytes(bytes) };
  }
}

export function encodeSpec(text: string): Uint8Array {
  if (!text.isWellFormed()) {
    throw new Error("Cannot write the spec: half of a character in it has no bytes in UTF-8");
  }
  return new TextEncoder().encode(text);
}

function badBytes(bytes: Uint8Array): Diagnostic {
  const at = firstBadByte(bytes);
  let line = 1;
  let lineStart = 0;
  for (let index = 0; index < at; index++) {
    const isBreak = bytes[index] === 10 || (bytes[index] === 13 && bytes[index + 1] !== 10);
    if (!isBreak) continue;
    line++;
    lineStart = index + 1;
  }
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) ||
    (bytes[0] === 0xfe && bytes[1] === 0xff);
  return {
    severity: "error",
    code: "not-utf8",
    message: isWide
      ? "Cannot read the spec: it is UTF-16, not UTF-8"
      : `Cannot read the spec: byte ${at} (line ${line}) is not UTF-8`,
    line,
    column: new TextDecoder().decode(bytes.subarray(lineStart, at)).length + 1,
    found: `0x${(bytes[at] ?? 0).toString(16).padStart(2, "0")}`,
    expected: "UTF-8",
    fix: "Save the file as UTF-8",
  };
}

/** Offset of the first byte that begins no character. */
function firstBadByte(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = characterLength(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return at;
}

/** Bytes of the character at `at`; 0 when they are none (overlong, surrogate, too high, cut off). */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xc2 && first <= 0xdf
    ? 2
    : first >= 0xe0 && first <= 0xef
    ? 3
    : first >= 0xf0 && first <= 0xf4
    ? 4
    : 0;
  const second = bytes[at + 1] ?? 0;
  if (first === 0xe0 && second < 0xa0) return 0;
  if (first === 0xed && second > 0x9f) return 0;
  if (first === 0xf0 && second < 0x90) return 0;
  if (first === 0xf4 && second > 0x8f) return 0;
  for (let index = 1; index < length; index++) {
    const next = bytes[at + index] ?? 0;
    if (next < 0x80 || next > 0xbf) return 0;
  }
  return length;
}
