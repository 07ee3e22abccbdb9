// UTF-8 a byte at a time. Bytes that are not UTF-8 are dropped: no key sends them.

export interface Characters {
  /** The character this byte completes, if any; an empty string for a byte that fits nowhere. */
  add(byte: number): string | null;
  drop(): void;
  isPending(): boolean;
}

export function createCharacters(): Characters {
  let code = 0;
  let missing = 0;
  let smallest = 0;

  function begin(value: number, follow: number, from: number): null {
    [code, missing, smallest] = [value, follow, from];
    return null;
  }

  function lead(byte: number): string | null {
    if (byte < 0x80) return String.fromCharCode(byte);
    if (byte >= 0xc2 && byte <= 0xdf) return begin(byte & 0x1f, 1, 0x80);
    if (byte >= 0xe0 && byte <= 0xef) return begin(byte & 0x0f, 2, 0x800);
    if (byte >= 0xf0 && byte <= 0xf4) return begin(byte & 0x07, 3, 0x10000);
    return "";
  }

  return {
    add(byte) {
      if (missing === 0) return lead(byte);
      if ((byte & 0xc0) !== 0x80) {
        missing = 0;
        return lead(byte);
      }
      code = (code << 6) | (byte & 0x3f);
      missing--;
      if (missing > 0) return null;
      const isValid = code >= smallest && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
      return isValid ? String.fromCodePoint(code) : "";
    },
    drop() {
      missing = 0;
    },
    isPending: () => missing > 0,
  };
}
