// Text that keeps its end: what an agent prints may be without bounds, memory is not.

const KEPT_CHARACTERS = 1_000_000;
const BLOCK_CHARACTERS = 64 * 1024;

export interface Tail {
  push(text: string): void;
  text(): string;
}

/** Lines are joined to blocks and blocks dropped whole: many small strings that live long burden the collector. */
export function createTail(): Tail {
  let blocks: string[] = [];
  let length = 0;
  let parts: string[] = [];
  let open = 0;
  const close = (): void => {
    blocks.push(parts.join(""));
    [length, parts, open] = [length + open, [], 0];
    let dropped = 0;
    while (length - (blocks[dropped]?.length ?? 0) >= KEPT_CHARACTERS) {
      length -= blocks[dropped++]?.length ?? 0;
    }
    if (dropped > 0) blocks = blocks.slice(dropped);
  };
  return {
    push(text: string): void {
      const kept = text.slice(-KEPT_CHARACTERS);
      parts.push(kept);
      open += kept.length;
      if (open >= BLOCK_CHARACTERS) close();
    },
    text: () => [...blocks, ...parts].join("").slice(-KEPT_CHARACTERS),
  };
}
