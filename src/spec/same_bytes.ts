// Are two files' bytes equal? A plain loop: `every` with a callback takes ten times as long, and the engine
// asks this of a spec of megabytes many times a second while it is being written.

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) {
    if (one[at] !== other[at]) return false;
  }
  return true;
}
