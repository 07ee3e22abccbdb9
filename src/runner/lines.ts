// Byte chunks → text: whole lines for readers, and a head and tail for evidence. Memory is bounded whatever
// a program prints, and a character that two chunks share is decoded once, whole.

/** A line longer than this is cut; what is left of it is counted, not kept. */
export const LONGEST_LINE = 1024 * 1024;

export interface LineSplitter {
  push(bytes: Uint8Array): void;
  /** Hands over a last line that has no newline. */
  end(): void;
}

export function splitLines(onLine: (line: string) => void, longest = LONGEST_LINE): LineSplitter {
  const decoder = new TextDecoder();
  let line = "";
  let dropped = 0;
  const add = (piece: string): void => {
    const room = longest - line.length;
    line += piece.length <= room ? piece : piece.slice(0, room);
    dropped += Math.max(0, piece.length - room);
  };
  const finish = (): void => {
    const mark = dropped > 0 ? ` … [${dropped} more characters were cut]` : "";
    const whole = line.endsWith("\r") && !mark ? line.slice(0, -1) : line + mark;
    line = "";
    dropped = 0;
    onLine(whole);
  };
  const take = (text: string): void => {
    let from = 0;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
      add(text.slice(from, at));
      finish();
      from = at + 1;
    }
    add(text.slice(from));
  };
  return {
    push: (bytes) => take(decoder.decode(bytes, { stream: true })),
    end: () => {
      take(decoder.decode());
      if (line !== "" || dropped > 0) finish();
    },
  };
}

export interface Excerpt {
  push(bytes: Uint8Array): void;
  text(): string;
}

/** Keeps the first `headBytes` and the last `tailBytes` of a stream. */
export function createExcerpt(headBytes: number, tailBytes: number): Excerpt {
  const head: Uint8Array[] = [];
  let headSize = 0;
  let tail: Uint8Array[] = [];
  let tailSize = 0;
  let left = 0;
  const keepTail = (bytes: Uint8Array): void => {
    tail.push(bytes);
    tailSize += bytes.length;
    if (tailSize < 2 * tailBytes && tail.length < 512) return;
    const last = joined(tail).slice(-tailBytes);
    left += tailSize - last.length;
    tail = [last];
    tailSize = last.length;
  };
  return {
    push(bytes) {
      const room = headBytes - headSize;
      if (room > 0) {
        head.push(bytes.slice(0, room));
        headSize += Math.min(room, bytes.length);
      }
      if (bytes.length > room) keepTail(bytes.slice(Math.max(0, room)));
    },
    text() {
      const all = joined(tail);
      const kept = all.slice(-tailBytes);
      const missing = left + all.length - kept.length;
      if (missing === 0) return decode(joined([...head, kept]));
      const mark = headBytes > 0 ? `\n… [${missing} bytes left out] …\n` : "";
      return decode(joined(head)) + mark + decode(kept);
    },
  };
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
