// Bytes from the terminal → what was pressed, clicked or pasted. A state machine over single bytes, so how
// the stream is cut into chunks makes no difference. No timers: the caller says when nothing more came.
import type { InputEvent } from "./input_event.ts";
import { codeKey, controlKey, keypadKey, letterKey, numberKey, typed } from "./key_names.ts";
import { mouseEvent, oldMouseEvent } from "./mouse.ts";
import { createPaste } from "./paste.ts";
import { createCharacters } from "./characters.ts";

export interface KeyParser {
  feed(bytes: Uint8Array): InputEvent[];
  /** Nothing came for a while: an escape still open was the key itself. */
  flush(): InputEvent[];
  /** Would `flush` change anything? */
  readonly isPending: boolean;
}

type State =
  | { readonly at: "ground"; readonly alt: boolean }
  | { readonly at: "escape" }
  /** `CSI`: what came since, up to the final byte. */
  | { readonly at: "csi"; readonly text: string }
  | { readonly at: "ss3" }
  /** `CSI [` of the Linux console: one letter follows. */
  | { readonly at: "console" }
  | { readonly at: "oldMouse"; readonly bytes: readonly number[] }
  /** OSC, DCS, APC, PM, SOS: replies nobody asked for, up to their terminator. */
  | { readonly at: "string"; readonly opener: string; readonly isEmpty: boolean }
  | { readonly at: "paste" };

const ground: State = { at: "ground", alt: false };
const escape = 0x1b;
const maxSequence = 128;

export function createKeyParser(): KeyParser {
  const characters = createCharacters();
  const paste = createPaste();
  let state: State = ground;
  let events: InputEvent[] = [];

  function step(byte: number): void {
    switch (state.at) {
      case "ground":
        return onGround(byte, state.alt);
      case "escape":
        return onEscape(byte);
      case "csi":
        return onCsi(byte, state.text);
      case "ss3":
        state = ground;
        return isFinal(byte) ? emit(keypadKey(String.fromCharCode(byte))) : step(byte);
      case "console":
        state = ground;
        return byte >= 0x41 && byte <= 0x45 ? emit(numberKey(byte - 0x41 + 11, 0)) : undefined;
      case "oldMouse":
        return onOldMouse([...state.bytes, byte]);
      case "string":
        return onString(byte);
      case "paste":
        if (paste.add(byte)) endPaste();
    }
  }

  function onGround(byte: number, alt: boolean): void {
    if (byte === escape) {
      characters.drop();
      state = { at: "escape" };
    } else if (byte < 32 || byte === 127) {
      characters.drop();
      state = ground;
      emit(controlKey(byte, alt));
    } else {
      const character = characters.add(byte);
      if (character === null) return;
      state = ground;
      // Stray bytes and C1 controls are no keys.
      if (/^\P{Cc}$/u.test(character)) emit(typed(character, alt ? 2 : 0));
    }
  }

  function onEscape(byte: number): void {
    const sign = String.fromCharCode(byte);
    if (sign === "[") state = { at: "csi", text: "" };
    else if (sign === "O") state = { at: "ss3" };
    else if ("]P_^X".includes(sign)) state = { at: "string", opener: sign, isEmpty: true };
    else if (byte === escape) emit(codeKey(escape, 0));
    else {
      state = { at: "ground", alt: true };
      step(byte);
    }
  }

  function onCsi(byte: number, text: string): void {
    if (byte < 0x20 || byte > 0x7e) {
      state = ground;
      return byte > 0x7e ? undefined : step(byte);
    }
    const sign = String.fromCharCode(byte);
    if (!isFinal(byte)) {
      state = { at: "csi", text: text.length < maxSequence ? text + sign : text };
    } else if (sign === "[" && text === "") state = { at: "console" };
    else if (sign === "M" && text === "") state = { at: "oldMouse", bytes: [] };
    else {
      state = ground;
      endCsi(sign, text.length < maxSequence ? text : "?");
    }
  }

  function endCsi(final: string, text: string): void {
    if (final === "~" && text === "200") {
      paste.begin();
      state = { at: "paste" };
      return;
    }
    emit(sequenceEvent(final, text));
  }

  function onOldMouse(bytes: readonly number[]): void {
    if (bytes.length < 3) {
      state = { at: "oldMouse", bytes };
      return;
    }
    state = ground;
    emit(oldMouseEvent(bytes));
  }

  function onString(byte: number): void {
    if (byte === 0x07 || byte === 0x18 || byte === 0x1a) state = ground;
    // The backslash of `ESC \` is what remains; anything else is a sequence of its own.
    else if (byte === escape) state = { at: "string", opener: "", isEmpty: false };
    else if (state.at === "string" && state.opener === "") {
      state = { at: "escape" };
      if (byte === 0x5c) state = ground;
      else step(byte);
    } else if (state.at === "string") state = { ...state, isEmpty: false };
  }

  function endPaste(): void {
    state = ground;
    emit(paste.end());
  }

  function emit(event: InputEvent | null): void {
    if (event !== null) events.push(event);
  }

  function take(): InputEvent[] {
    const taken = events;
    events = [];
    return taken;
  }

  return {
    feed(bytes) {
      for (const byte of bytes) step(byte);
      return take();
    },
    flush() {
      if (state.at === "paste") {
        if (paste.isAbandoned()) endPaste();
        return take();
      }
      const last = state;
      state = ground;
      characters.drop();
      emit(keyLeftOpen(last));
      return take();
    },
    get isPending() {
      return state !== ground || characters.isPending();
    },
  };
}

/** The key that an escape sequence nobody finished was. */
function keyLeftOpen(state: State): InputEvent | null {
  switch (state.at) {
    case "escape":
      return codeKey(escape, 0);
    case "csi":
      return state.text === "" ? typed("[", 2) : null;
    case "ss3":
      return typed("O", 2);
    case "string":
      return state.isEmpty && state.opener !== "" ? typed(state.opener, 2) : null;
    case "ground":
    case "console":
    case "oldMouse":
    case "paste":
      return null;
  }
}

/** A whole `CSI text final`. */
function sequenceEvent(final: string, text: string): InputEvent | null {
  if (text.startsWith("<") && (final === "M" || final === "m")) return mouseEvent(text, final);
  // Replies to queries, and sequences of forms we do not ask for.
  if (!/^[\d;:]*$/.test(text)) return null;
  const groups = text.split(";").map((part) => part.split(":").map(Number));
  const [first = 0] = groups[0] ?? [];
  const [held = 1, phase = 1] = groups[1] ?? [];
  const modifiers = Math.max(0, held - 1);
  // Kitty reports releases as 3.
  if (phase === 3) return null;
  switch (final) {
    case "u":
      return codeKey(first, modifiers, kittyText(groups[2], modifiers));
    case "~":
      return first === 27 ? codeKey(groups[2]?.[0] ?? 0, modifiers) : numberKey(first, modifiers);
    case "I":
    case "O":
      return text === "" ? { kind: "focus", focused: final === "I" } : null;
    case "R":
      // With another row than 1 it is a cursor position.
      return text === "" || first === 1 ? letterKey(final, modifiers) : null;
    default:
      return first <= 1 ? letterKey(final, modifiers) : null;
  }
}

function kittyText(codes: readonly number[] | undefined, modifiers: number): string {
  if (codes === undefined || (modifiers & ~1 & 63) !== 0) return "";
  const valid = codes.filter((code) => code >= 32 && code <= 0x10ffff);
  return String.fromCodePoint(...valid).replaceAll(/[\p{Cc}\p{Cs}]/gu, "");
}

function isFinal(byte: number): boolean {
  return byte >= 0x40 && byte <= 0x7e;
}
