// The names of keys: from legacy escape sequences, control bytes and the Kitty keyboard protocol.
import type { KeyEvent } from "./input_event.ts";

/** Modifier bits as terminals send them, less one. */
const modifierBits = [
  [4, "ctrl"],
  [2, "alt"],
  [1, "shift"],
  [8, "super"],
  [16, "hyper"],
  [32, "meta"],
] as const;

/** Final byte of `CSI … X` and of `SS3 X`. */
const byLetter: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  E: "begin",
  F: "end",
  H: "home",
  P: "f1",
  Q: "f2",
  R: "f3",
  S: "f4",
};

/** Number of `CSI n ~`. */
const byNumber: Readonly<Record<number, string>> = {
  1: "home",
  2: "insert",
  3: "delete",
  4: "end",
  5: "pageup",
  6: "pagedown",
  7: "home",
  8: "end",
  11: "f1",
  12: "f2",
  13: "f3",
  14: "f4",
  15: "f5",
  17: "f6",
  18: "f7",
  19: "f8",
  20: "f9",
  21: "f10",
  23: "f11",
  24: "f12",
};

/** The keypad in application mode: `SS3 x`. */
const keypad: Readonly<Record<string, string>> = { M: "enter", I: "tab", X: "=" };
const keypadSigns = "*+,-./0123456789";

/** Key codes of the Kitty protocol's private range that stand for keys we know. */
const kittyKeypad: readonly string[] = [
  ..."0123456789./*-+",
  "enter",
  "=",
  ",",
  "left",
  "right",
  "up",
  "down",
  "pageup",
  "pagedown",
  "home",
  "end",
  "insert",
  "delete",
  "begin",
];

export function letterKey(letter: string, modifiers: number): KeyEvent | null {
  if (letter === "Z") return named("tab", modifiers | 1);
  const name = byLetter[letter];
  return name === undefined ? null : named(name, modifiers);
}

export function numberKey(number: number, modifiers: number): KeyEvent | null {
  const name = byNumber[number];
  return name === undefined ? null : named(name, modifiers);
}

export function keypadKey(letter: string): KeyEvent | null {
  const arrow = { a: "up", b: "down", c: "right", d: "left" }[letter];
  if (arrow !== undefined) return named(arrow, 4);
  const name = keypad[letter] ?? keypadSigns[letter.charCodeAt(0) - 0x6a];
  if (name === undefined) return letterKey(letter, 0);
  return name.length === 1 ? typed(name, 0) : named(name, 0);
}

/** A key given as a code point with modifiers, by Kitty's `CSI u` or xterm's `CSI 27 ; … ~`. */
export function codeKey(code: number, modifiers: number, text = ""): KeyEvent | null {
  if (code >= 57399 && code <= 57427) {
    const name = kittyKeypad[code - 57399] ?? "";
    return name.length === 1 ? typed(name, modifiers) : named(name, modifiers);
  }
  if (code >= 57376 && code <= 57398) return named(`f${code - 57376 + 13}`, modifiers);
  // The rest of the private range: modifiers by themselves, media keys.
  if (code >= 57344 && code <= 63743) return null;
  const control = controlNames[code];
  if (control !== undefined) return named(control, modifiers);
  if (code < 32 || code > 0x10ffff || isControl(code) || isSurrogate(code)) return null;
  return typed(text !== "" ? text : String.fromCodePoint(code), modifiers);
}

/** One byte below 32, or 127, as legacy terminals send it. */
export function controlKey(byte: number, alt: boolean): KeyEvent {
  const modifiers = alt ? 2 : 0;
  const name = controlNames[byte];
  if (name !== undefined) return named(name, modifiers);
  if (byte === 0) return named("space", modifiers | 4);
  const sign = byte < 27 ? String.fromCharCode(byte + 96) : String.fromCharCode(byte + 64);
  return named(sign, modifiers | 4);
}

/** A character; `shift` is in the character itself unless another modifier is held. */
export function typed(character: string, modifiers: number): KeyEvent {
  const held = modifiers & 63;
  if ((held & ~1) === 0) {
    const text = held === 1 ? upper(character) : character;
    return { kind: "key", key: text === " " ? (held === 1 ? "shift+space" : "space") : text, text };
  }
  const small = character.toLowerCase();
  return named(small === " " ? "space" : small, small === character ? held : held | 1);
}

const controlNames: Readonly<Record<number, string>> = {
  8: "backspace",
  9: "tab",
  // Raw mode leaves ^J as it is, but programs that drive a terminal send it for enter.
  10: "enter",
  13: "enter",
  27: "esc",
  127: "backspace",
};

function named(name: string, modifiers: number): KeyEvent {
  const held = modifierBits.filter(([bit]) => (modifiers & bit) !== 0).map(([, word]) => word);
  return { kind: "key", key: [...held, name].join("+") };
}

function upper(character: string): string {
  const large = character.toUpperCase();
  return [...large].length === 1 ? large : character;
}

function isControl(code: number): boolean {
  return code >= 127 && code < 160;
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}
