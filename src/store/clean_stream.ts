// Makes foreign bytes safe to read in a terminal and in our frames: escape sequences and control characters
// go, and a line that looks like one of our records is indented, so that output cannot forge an ending.

export interface CleanStream {
  push(bytes: Uint8Array): Uint8Array;
  /** What waited for its next byte. */
  end(): Uint8Array;
}

type State = "text" | "escape" | "sequence" | "string" | "string escape" | "c2";

const ESC = 0x1b;
const NEWLINE = 0x0a;
const SPACE = 0x20;
const EQUALS = 0x3d;

export function createCleanStream(): CleanStream {
  let state: State = "text";
  /** How many equals signs the current line began with; -1 when it began otherwise. */
  let equals = 0;

  return {
    push(bytes) {
      if (state === "text" && isPlain(bytes) && !mayBeRecord(bytes)) {
        equals = bytes.length === 0 ? equals : bytes.at(-1) === NEWLINE ? 0 : -1;
        return bytes;
      }
      const out = new Uint8Array(bytes.length * 2 + 4);
      let length = 0;
      for (let at = 0; at < bytes.length; at++) length = step(bytes[at] ?? 0, out, length);
      return out.subarray(0, length);
    },
    end() {
      const out = new Uint8Array(4);
      let length = 0;
      if (state === "c2") length = put(0xc2, out, length);
      while (equals > 0) {
        equals--;
        out[length++] = EQUALS;
      }
      state = "text";
      return out.subarray(0, length);
    },
  };

  /** Does the chunk touch a line start with an equals sign? */
  function mayBeRecord(bytes: Uint8Array): boolean {
    if (equals > 0 || (equals === 0 && bytes[0] === EQUALS)) return true;
    for (let at = bytes.indexOf(EQUALS); at !== -1; at = bytes.indexOf(EQUALS, at + 1)) {
      if (bytes[at - 1] === NEWLINE) return true;
    }
    return false;
  }

  function step(byte: number, out: Uint8Array, length: number): number {
    switch (state) {
      case "text":
        return text(byte, out, length);
      case "c2":
        state = "text";
        // U+0080 to U+009F: terminals obey them as they do ESC
        if (byte >= 0x80 && byte <= 0x9f) return length;
        return text(byte, out, put(0xc2, out, length));
      case "escape":
        if (byte === 0x5b) state = "sequence";
        else if ([0x50, 0x58, 0x5d, 0x5e, 0x5f].includes(byte)) state = "string";
        else if (byte < 0x20 || byte > 0x2f) return leave(byte, out, length);
        return length;
      case "sequence":
        if (byte >= 0x20 && byte <= 0x3f) return length;
        return leave(byte, out, length);
      case "string":
        if (byte === 0x07) state = "text";
        if (byte === ESC) state = "string escape";
        // ends at a line's end, or an unfinished one would hide all that follows
        return byte === NEWLINE ? leave(byte, out, length) : length;
      case "string escape":
        if (byte === 0x5c) state = "text";
        else if (byte === NEWLINE) return leave(byte, out, length);
        else if (byte !== ESC) state = "string";
        return length;
    }
  }

  /** A final byte is swallowed; a control character in mid-sequence still means itself. */
  function leave(byte: number, out: Uint8Array, length: number): number {
    state = "text";
    return byte < 0x20 ? text(byte, out, length) : length;
  }

  function text(byte: number, out: Uint8Array, length: number): number {
    if (byte === ESC) state = "escape";
    else if (byte === 0xc2) state = "c2";
    else if (!isControl(byte)) return put(byte, out, length);
    return length;
  }

  /** Withholds a line's first three equals signs until it is known what follows. */
  function put(byte: number, out: Uint8Array, from: number): number {
    let length = from;
    if (byte === EQUALS && equals >= 0 && equals < 3) {
      equals++;
      return length;
    }
    if (equals === 3 && byte === SPACE) out[length++] = SPACE;
    while (equals > 0) {
      equals--;
      out[length++] = EQUALS;
    }
    out[length++] = byte;
    equals = byte === NEWLINE ? 0 : -1;
    return length;
  }
}

const CONTROLS = Uint8Array.from(
  { length: 256 },
  (_, byte) => (byte < 0x20 && ![0x09, 0x0a, 0x0d].includes(byte)) || byte === 0x7f ? 1 : 0,
);

function isControl(byte: number): boolean {
  return CONTROLS[byte] === 1;
}

function isPlain(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0xc2 || CONTROLS[byte] === 1) return false;
  }
  return true;
}
