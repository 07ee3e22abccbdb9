// Numbers as people read them here: `45s`, `2m 15s`, `1h 05m`, `$1.23`, `≥ $1.23`, `45.2K`.
import { usd } from "../src/pipeline/outcome.ts";
import type { Spend } from "../src/pipeline/cost.ts";
import type { Glyphs } from "./glyphs.ts";

export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${two(seconds % 60)}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h ${two(minutes % 60)}m`;
  return `${Math.floor(hours / 24)}d ${two(hours % 24)}h`;
}

/** How long something took that is over; of little, tenths matter. */
export function took(ms: number): string {
  return ms < 10_000 ? `${(Math.max(0, ms) / 1000).toFixed(1)}s` : duration(ms);
}

export function spend({ usd: amount, isAtLeast }: Spend, glyphs: Glyphs): string {
  return isAtLeast ? `${glyphs.atLeast} ${usd(amount)}` : usd(amount);
}

/** Token counts. */
export function thousands(count: number): string {
  if (count < 1000) return String(count);
  if (count < 1_000_000) return `${(count / 1000).toFixed(1)}K`;
  return `${(count / 1_000_000).toFixed(1)}M`;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Wall clock of the person's own zone, `14:03:09`; the offset comes from outside. */
export function clockTime(atMs: number, zoneMinutes: number): string {
  const local = new Date(atMs + zoneMinutes * 60_000);
  return local.toISOString().slice(11, 19);
}

/** A moment of another day, `14 Nov 22:13`. */
export function dayTime(atMs: number, zoneMinutes: number): string {
  const local = new Date(atMs + zoneMinutes * 60_000);
  const month = months[local.getUTCMonth()] ?? "";
  return `${String(local.getUTCDate()).padStart(2)} ${month} ${local.toISOString().slice(11, 16)}`;
}

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

function two(value: number): string {
  return String(value).padStart(2, "0");
}
