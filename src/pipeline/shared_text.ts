// One string for all facts that say the same: each was parsed into its own, and a long log says "claude" ten
// thousand times.
const MOST = 512;
const LONGEST = 64;
const known = new Map<string, string>();

export function shared(text: string): string {
  if (text.length > LONGEST) return text;
  const same = known.get(text);
  if (same !== undefined) return same;
  if (known.size >= MOST) known.clear();
  known.set(text, text);
  return text;
}
