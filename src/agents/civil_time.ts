// Calendar arithmetic on numbers: no clock and no zone of the machine, so that the same text always means
// the same moment.

export interface Civil {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const DAY_MS = 86_400_000;

/** Milliseconds since 1970 of a moment in UTC; days and hours may overflow their range. */
export function utcMs(civil: Civil): number {
  const days = daysSince1970(civil.year, civil.month, civil.day);
  return days * DAY_MS + ((civil.hour * 60 + civil.minute) * 60 + civil.second) * 1000;
}

/** The calendar's reading of a moment, in UTC. */
export function civilAt(ms: number): Civil {
  const days = Math.floor(ms / DAY_MS);
  const seconds = Math.floor((ms - days * DAY_MS) / 1000);
  return {
    ...dateOf(days),
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
  };
}

/** Sunday is 0. */
export function weekdayAt(ms: number): number {
  return (((Math.floor(ms / DAY_MS) + 4) % 7) + 7) % 7;
}

const FIXED_ZONES: Readonly<Record<string, number>> = {
  utc: 0,
  gmt: 0,
  z: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  bst: 60,
  cet: 60,
  cest: 120,
  jst: 540,
};

/** Minutes a zone is east of UTC at a moment: `UTC`, `+02:00`, `PST`, `Europe/Berlin`; null when unknown. */
export function zoneMinutes(zone: string, atMs: number): number | null {
  const known = FIXED_ZONES[zone.toLowerCase()];
  if (known !== undefined) return known;
  const offset = /^(?:utc|gmt)?([+-])(\d{1,2}):?(\d{2})?$/i.exec(zone);
  if (offset !== null) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
    return offset[1] === "-" ? -minutes : minutes;
  }
  return zone.includes("/") ? namedZoneMinutes(zone, atMs) : null;
}

function namedZoneMinutes(zone: string, atMs: number): number | null {
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
    const parts = new Map(
      format.formatToParts(atMs).map((part) => [part.type, Number(part.value)]),
    );
    const local = utcMs({
      year: parts.get("year") ?? 1970,
      month: parts.get("month") ?? 1,
      day: parts.get("day") ?? 1,
      hour: parts.get("hour") ?? 0,
      minute: parts.get("minute") ?? 0,
      second: 0,
    });
    return Math.round((local - Math.floor(atMs / 60_000) * 60_000) / 60_000);
  } catch {
    return null;
  }
}

// Years start in March here, so that the leap day is a year's last.
function daysSince1970(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * 146_097 + yearOfEra * 365 + leapDays + dayOfYear - 719_468;
}

function dateOf(days: number): Pick<Civil, "year" | "month" | "day"> {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leaps = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) +
    Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365);
  const dayOfYear = dayOfEra -
    (yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}
