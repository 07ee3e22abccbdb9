// The last bytes of a stream, in bounded memory.

export interface Tail {
  push(bytes: Uint8Array): void;
  bytes(): Uint8Array;
}

export function createTail(capacity: number): Tail {
  let ring = new Uint8Array(Math.min(capacity, 1 << 16));
  /** Where the next byte goes, and how many of the ring are in use. */
  let at = 0;
  let used = 0;

  return {
    push(bytes) {
      const last = bytes.subarray(Math.max(0, bytes.length - capacity));
      if (used + last.length > ring.length && ring.length < capacity) grow(used + last.length);
      const first = Math.min(last.length, ring.length - at);
      ring.set(last.subarray(0, first), at);
      ring.set(last.subarray(first), 0);
      at = ring.length === 0 ? 0 : (at + last.length) % ring.length;
      used = Math.min(ring.length, used + last.length);
    },
    bytes: inOrder,
  };

  function inOrder(): Uint8Array<ArrayBuffer> {
    if (used < ring.length) return ring.slice(0, used);
    const all = new Uint8Array(used);
    all.set(ring.subarray(at));
    all.set(ring.subarray(0, at), used - at);
    return all;
  }

  function grow(needed: number): void {
    const kept = inOrder();
    ring = new Uint8Array(Math.min(capacity, Math.max(needed, ring.length * 2)));
    ring.set(kept);
    at = used % ring.length;
  }
}
