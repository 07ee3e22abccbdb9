// The known name that someone most likely meant.

/** The nearest candidate, or null when none is near; ties go to the alphabetically first. */
export function suggest(word: string, candidates: readonly string[]): string | null {
  const wanted = plain(word);
  let best: { name: string; distance: number } | null = null;
  for (const name of [...candidates].sort()) {
    const distance = editDistance(wanted, plain(name));
    if (distance <= reach(wanted) && (best === null || distance < best.distance)) {
      best = { name, distance };
    }
  }
  return best?.name ?? null;
}

/** `maxRetries`, `max-retries` and `MAX_RETRIES` are all `max_retries`. */
export function plain(word: string): string {
  return word.replace(/([a-z0-9])([A-Z])/g, "$1_$2").replace(/[-\s]/g, "_").toLowerCase();
}

function reach(word: string): number {
  if (word.length < 4) return 1;
  return word.length < 12 ? 2 : 3;
}

/** Insertions, deletions, replacements and swaps of neighbours. Words over 64 letters are never near. */
export function editDistance(left: string, right: string): number {
  if (left.length > 64 || right.length > 64) return Infinity;
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const isSwap = row > 1 && column > 1 && left[row - 1] === right[column - 2] &&
        left[row - 2] === right[column - 1];
      if (isSwap) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[right.length] ?? 0;
}
