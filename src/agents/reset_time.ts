// When a limit ends, as agents say it: an epoch, an ISO time, a span, or a clock minute without date or zone.
// Only text right after words about resetting or trying again is read.
import { type Civil, civilAt, utcMs, weekdayAt, zoneMinutes } from "./civil_time.ts";

export interface Now {
  readonly nowMs: number;
  /** Minutes the machine's clock is east of UTC; absent: 0. */
  readonly zoneMinutes?: number;
}

// A clock minute this short a time ago has just passed; it does not mean tomorrow.
const JUST_PASSED_MS = 15 * 60_000;
const DAY_MS = 86_400_000;

/** The moment a message names, in ms since 1970, or null when it names none. */
export function resetTime(message: string, now: Now): number | null {
  const text = message.replaceAll("\u00a0", " ").replaceAll("\u202f", " ")
    .replaceAll(/\bmidnight\b/gi, "12am").replaceAll(/\bnoon\b/gi, "12pm");
  const structured = epochIn(text);
  if (structured !== null) return structured;
  for (const tail of tailsIn(text)) {
    const found = isoIn(tail, now) ?? httpDateIn(tail) ?? spanIn(tail, now) ??
      clockIn(tail, now) ?? dayIn(tail, now);
    if (found !== null) return found;
  }
  return null;
}

/** A number of seconds or milliseconds since 1970, told apart by size. */
export function epochMs(value: number): number | null {
  if (!Number.isFinite(value) || value <= 0) return null;
  return Math.round(value < 1e11 ? value * 1000 : value);
}

/** The value of a `retry-after` header: seconds, or an HTTP date. */
export function retryAfter(value: string, now: Now): number | null {
  const trimmed = value.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return now.nowMs + Math.round(Number(trimmed) * 1000);
  return httpDateIn(trimmed);
}

function httpDateIn(text: string): number | null {
  const date = /^\w{3}, (\d{1,2}) (\w{3}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT\b/.exec(text);
  const month = monthOf(date?.[2] ?? "");
  if (date === null || month === null) return null;
  return utcMs({
    year: Number(date[3]),
    month,
    day: Number(date[1]),
    hour: Number(date[4]),
    minute: Number(date[5]),
    second: Number(date[6]),
  });
}

function epochIn(text: string): number | null {
  const found =
    /(?:\breset(?:s|_?at|s_?at|_?time)?|\bretry(?:[-_ ]?at)?|\bagain at|\blimit reached ?\|)(?:\\?")?\s*[:=]?\s*(?:\\?")?(\d{13}|\d{10})\b/i
      .exec(text);
  return found === null ? null : epochMs(Number(found[1]));
}

/** What stands behind each word that announces a time. */
function tailsIn(text: string): readonly string[] {
  const words =
    /(?:\b|(?<=[a-z])(?=R))(?:reset(?:s|ting)?(?:_?(?:in|at|after|delay|time(?:stamp)?)(?:_?(?:seconds|ms))?)?(?:-(?:requests|tokens))?|retry(?:[-_ ]?(?:after|in|at|delay))?(?:[-_]?(?:ms|seconds))?|retrying|again|back|lifted|wait|until|available|renews?)\b/gi;
  return [...text.matchAll(words)].slice(0, 20).map((match) => {
    const unit = /ms$/i.test(match[0])
      ? "ms"
      : /(?:seconds|after|s_in)$/i.test(match[0])
      ? "s"
      : "";
    const rest = text.slice(match.index + match[0].length, match.index + match[0].length + 120);
    const bare = rest.replace(/^[\s"'\\]*[:=]?[\s"'\\]*/, "");
    return unit === "" ? bare : bare.replace(/^(\d+(?:\.\d+)?)(?![\d\w:/-])/, `$1${unit}`);
  });
}

const LEAD =
  "^(?:(?:after|in|at|on|about|approximately|until|for|the|next|your|limit|quota)\\s+){0,4}";

function isoIn(tail: string, now: Now): number | null {
  const found = new RegExp(
    LEAD +
      "(\\d{4})-(\\d\\d)-(\\d\\d)[T ](\\d\\d):(\\d\\d)(?::(\\d\\d)(?:\\.\\d+)?)?\\s?(z\\b|utc\\b|gmt\\b|[+-]\\d\\d:?\\d\\d)?",
    "i",
  ).exec(tail);
  if (found === null) return null;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map((part) =>
    Number(part ?? 0)
  );
  const zone = found[7] === undefined
    ? now.zoneMinutes ?? 0
    : zoneMinutes(found[7], now.nowMs) ?? 0;
  const moment = utcMs({
    year: year ?? 1970,
    month: month ?? 1,
    day: day ?? 1,
    hour: hour ?? 0,
    minute: minute ?? 0,
    second: second ?? 0,
  });
  return moment - zone * 60_000;
}

const UNIT_MS: readonly (readonly [RegExp, number])[] = [
  [/^(?:ms|milliseconds?|msecs?)$/i, 1],
  [/^(?:s|secs?|seconds?)$/i, 1000],
  [/^(?:m|mins?|minutes?)$/i, 60_000],
  [/^(?:h|hrs?|hours?)$/i, 3_600_000],
  [/^(?:d|days?)$/i, DAY_MS],
  [/^(?:w|weeks?)$/i, 7 * DAY_MS],
];

/** `3600s`, `1h 5m`, `in 2 hours and 5 minutes`; a bare number after `retry after` counts seconds. */
function spanIn(tail: string, now: Now): number | null {
  const lead = new RegExp(LEAD, "i").exec(tail)?.[0] ?? "";
  const part = /^(?:,|and|\s)*(\d+(?:\.\d+)?|an?(?=\s))\s*([a-z]+)(?![a-z])/i;
  const compact = /^(\d+(?:\.\d+)?)(ms|[smhdw])(?=\d)/i;
  let rest = tail.slice(lead.length);
  let total = 0;
  for (let count = 0; count < 6; count++) {
    const found = compact.exec(rest) ?? part.exec(rest);
    const unit = UNIT_MS.find(([name]) => name.test(found?.[2] ?? ""));
    if (found === null || unit === undefined) break;
    total += (/^an?$/i.test(found[1] ?? "") ? 1 : Number(found[1])) * unit[1];
    rest = rest.slice(found[0].length);
  }
  return total > 0 ? now.nowMs + Math.round(total) : null;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

function monthOf(name: string): number | null {
  const index = MONTHS.indexOf(name.slice(0, 3).toLowerCase());
  return index < 0 ? null : index + 1;
}

/** `tomorrow`, or a date without a time: its first moment. */
function dayIn(tail: string, now: Now): number | null {
  const east = now.zoneMinutes ?? 0;
  const local = civilAt(now.nowMs + east * 60_000);
  const start = { ...local, hour: 0, minute: 0, second: 0 };
  if (new RegExp(LEAD + "tomorrow\\b", "i").test(tail)) {
    return utcMs({ ...start, day: local.day + 1 }) - east * 60_000;
  }
  const iso = new RegExp(LEAD + "(\\d{4})-(\\d\\d)-(\\d\\d)(?!\\d)", "i").exec(tail);
  if (iso === null) return null;
  const [year = 1970, month = 1, day = 1] = iso.slice(1).map(Number);
  return utcMs({ ...start, year, month, day }) - east * 60_000;
}

const DATE =
  "(?:(mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\\s+)?(?:([a-z]{3,9})\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?(?:,?\\s+(\\d{4}))?,?\\s+)?(?:(today|tomorrow),?\\s+)?(?:at\\s+)?";
const CLOCK = "(\\d{1,2})(?::(\\d\\d))?(?::(\\d\\d))?\\s*(a\\.?m\\.?|p\\.?m\\.?)?(?![\\d\\w%])";
const ZONE =
  "\\s*\\(?((?:utc|gmt)(?:[+-]\\d{1,2}(?::?\\d\\d)?)?|z|[a-z]{3,4}(?=\\))|(?:e|c|m|p)[sd]t|[a-z]+\\/[a-z_\\/]+|[+-]\\d\\d:?\\d\\d)?\\b";

/** `12:33pm (UTC)`, `at 12:33 PM`, `Oct 9, 5pm (Europe/Berlin)`, `Nov 21st, 2026 9:15 AM`. */
function clockIn(tail: string, now: Now): number | null {
  const found = new RegExp(LEAD + DATE + CLOCK + `(?:${ZONE})?`, "i").exec(monthFirst(tail));
  if (found === null) return null;
  const [, weekday, monthName, day, year, relative, hours, minutes, seconds, half, zone] = found;
  // "try again 3 times" is no clock: it takes minutes or am/pm to be one.
  if (minutes === undefined && half === undefined) return null;
  const hour = hourOf(Number(hours), half);
  const month = monthName === undefined ? undefined : monthOf(monthName);
  if (hour === null || Number(minutes ?? 0) > 59 || month === null) return null;
  const east = (zone === undefined ? null : zoneMinutes(zone, now.nowMs)) ?? now.zoneMinutes ?? 0;
  const local = civilAt(now.nowMs + east * 60_000);
  const at = (date: Partial<Civil>): number =>
    utcMs({ ...local, hour, minute: Number(minutes ?? 0), second: Number(seconds ?? 0), ...date }) -
    east * 60_000;
  if (month !== undefined) return dated(at, month, Number(day), year, local, now.nowMs);
  if (weekday !== undefined) return onWeekday(at, weekday, local, now.nowMs, east);
  if (relative?.toLowerCase() === "tomorrow") return at({ day: local.day + 1 });
  return nearest(at, local.day, now.nowMs);
}

/** `21 Nov 2026` as `Nov 21 2026`. */
function monthFirst(tail: string): string {
  return tail.replace(
    /\b(\d{1,2})(?:st|nd|rd|th)? (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?=[\s,])/i,
    "$2 $1",
  );
}

function hourOf(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour > 23 ? null : hour;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (/^p/i.test(half) ? 12 : 0);
}

type At = (date: Partial<Civil>) => number;

function dated(
  at: At,
  month: number,
  day: number,
  year: string | undefined,
  local: Civil,
  nowMs: number,
): number {
  if (year !== undefined) return at({ year: Number(year), month, day });
  const thisYear = at({ month, day });
  return thisYear < nowMs - 30 * DAY_MS ? at({ year: local.year + 1, month, day }) : thisYear;
}

function onWeekday(at: At, name: string, local: Civil, nowMs: number, east: number): number {
  const today = weekdayAt(nowMs + east * 60_000);
  const ahead = (WEEKDAYS.indexOf(name.slice(0, 3).toLowerCase()) - today + 7) % 7;
  const moment = at({ day: local.day + ahead });
  return moment < nowMs - JUST_PASSED_MS ? moment + 7 * DAY_MS : moment;
}

/** The first day, from yesterday on, at which the minute is not long past. */
function nearest(at: At, day: number, nowMs: number): number {
  const candidates = [at({ day: day - 1 }), at({ day }), at({ day: day + 1 })];
  return candidates.find((moment) => moment >= nowMs - JUST_PASSED_MS) ?? at({ day: day + 1 });
}
