// Text that keeps its end: what an agent prints may be without bounds, memory is not.

const KEPT_CHARACTERS = 1_000_000;

export interface Tail {
  push(text: string): void;
  text(): string;
}

export function createTail(): Tail {
  let parts: string[] = [];
  let length = 0;
  return {
    push(text: string): void {
      const kept = text.slice(-KEPT_CHARACTERS);
      parts.push(kept);
      length += kept.length;
      if (length <= 2 * KEPT_CHARACTERS) return;
      parts = [parts.join("").slice(-KEPT_CHARACTERS)];
      length = KEPT_CHARACTERS;
    },
    text: () => parts.join(""),
  };
}
