// The inside of a bracketed paste: bytes up to its end mark, bounded.
import type { PasteEvent } from "./input_event.ts";

export interface Paste {
  begin(): void;
  /** True when this byte completed the end mark. */
  add(byte: number): boolean;
  end(): PasteEvent;
  /** Called for each silence; true when the end mark will not come any more. */
  isAbandoned(): boolean;
}

export const maxPasteBytes = 1_000_000;

const endMark = [0x1b, 0x5b, 0x32, 0x30, 0x31, 0x7e];
const maxSilences = 40;

export function createPaste(): Paste {
  let bytes = new Uint8Array(1024);
  let length = 0;
  let truncated = false;
  let matched = 0;
  let silences = 0;

  function keep(byte: number): void {
    if (length >= maxPasteBytes) {
      truncated = true;
      return;
    }
    if (length === bytes.length) {
      const larger = new Uint8Array(Math.min(maxPasteBytes, length * 2));
      larger.set(bytes);
      bytes = larger;
    }
    bytes[length++] = byte;
  }

  return {
    begin() {
      [length, truncated, matched, silences] = [0, false, 0, 0];
    },
    add(byte) {
      silences = 0;
      if (byte === endMark[matched]) {
        matched++;
        return matched === endMark.length;
      }
      for (const held of endMark.slice(0, matched)) keep(held);
      matched = byte === endMark[0] ? 1 : 0;
      if (matched === 0) keep(byte);
      return false;
    },
    end() {
      const text = cleanText(new TextDecoder().decode(bytes.subarray(0, length)));
      bytes = new Uint8Array(1024);
      return { kind: "paste", text, truncated };
    },
    isAbandoned: () => ++silences >= maxSilences,
  };
}

/** Newlines made one kind; other control characters are not text. */
function cleanText(text: string): string {
  return text.replaceAll(/\r\n?/g, "\n").replaceAll(/(?![\n\t])\p{Cc}/gu, "");
}
