import assert from "node:assert/strict";
import { civilAt, utcMs, zoneMinutes } from "../../../src/agents/civil_time.ts";
import { epochMs, resetTime, retryAfter } from "../../../src/agents/reset_time.ts";
import fc from "fast-check";

// A Friday.
const nowMs = Date.parse("2026-11-20T10:32:13Z");

const told: readonly (readonly [string, string | null])[] = [
  ["You've hit your session limit · resets 12:33pm (UTC)", "2026-11-20T12:33:00Z"],
  ["You’ve hit your usage limit. Upgrade, or try again at 12:33 PM.", "2026-11-20T12:33:00Z"],
  ["try again at 12:33\u202fPM.", "2026-11-20T12:33:00Z"],
  ["resets 3am", "2026-11-21T03:00:00Z"],
  ["resets at 3pm (America/New_York)", "2026-11-20T20:00:00Z"],
  ["resets Oct 9, 5pm (UTC)", "2027-10-09T17:00:00Z"],
  ["resets Dec 12 at 8am (Europe/London)", "2026-12-12T08:00:00Z"],
  ["try again at Nov 21st, 2026 9:15 AM.", "2026-11-21T09:15:00Z"],
  ["resets Mon 12:00 AM", "2026-11-23T00:00:00Z"],
  ["resets tomorrow at 5pm", "2026-11-21T17:00:00Z"],
  ["available again at 23:59", "2026-11-20T23:59:00Z"],
  ["Suggested retry after 3600s.", "2026-11-20T11:32:13Z"],
  ["retry-after: 30", "2026-11-20T10:32:43Z"],
  ["Please retry in 34.5s.", "2026-11-20T10:32:47.500Z"],
  ["try again in 2 hours 5 minutes", "2026-11-20T12:37:13Z"],
  ["Try again in 3 days, 4 hours and 1 minute.", "2026-11-23T14:33:13Z"],
  ["try again in an hour", "2026-11-20T11:32:13Z"],
  ["retry in 1h2m3s", "2026-11-20T11:34:16Z"],
  ["wait 5 minutes", "2026-11-20T10:37:13Z"],
  ['"retryDelay": "34s"', "2026-11-20T10:32:47Z"],
  ["retryDelayMs: 3600000", "2026-11-20T11:32:13Z"],
  ['{"resets_at":1795178013,"resets_in_seconds":7200}', "2026-11-20T12:33:33Z"],
  ['{\\"resets_at\\":1795178013}', "2026-11-20T12:33:33Z"],
  ['{"resets_in_seconds":7200}', "2026-11-20T12:32:13Z"],
  ["limit resets at 2026-11-20T12:00:00Z", "2026-11-20T12:00:00Z"],
  ["resets at 2026-11-20T12:00:00+02:00", "2026-11-20T10:00:00Z"],
  ["Claude AI usage limit reached|1795178013", "2026-11-20T12:33:33Z"],
  ["usage limit reached, retry at 1795178013", "2026-11-20T12:33:33Z"],
  ["limit resets in 3h 20m", "2026-11-20T13:52:13Z"],
  ["Please try again in 857ms.", "2026-11-20T10:32:13.857Z"],
  ["X-RateLimit-Reset-Requests: 2m30s", "2026-11-20T10:34:43Z"],
  ["retry_after_seconds: 42", "2026-11-20T10:32:55Z"],
  ['{"resets_in":7200}', "2026-11-20T12:32:13Z"],
  ['"quotaResetDelay":"3h20m5s"', "2026-11-20T13:52:18Z"],
  ['"quotaResetTimeStamp":"2026-11-20T12:33:33Z"', "2026-11-20T12:33:33Z"],
  ["Retry-After: Fri, 20 Nov 2026 10:52:41 GMT", "2026-11-20T10:52:41Z"],
  ["Please retry after 2026-11-20 12:00 UTC", "2026-11-20T12:00:00Z"],
  ["resets 21 Nov 2026 09:00 UTC", "2026-11-21T09:00:00Z"],
  ["resets on 2026-11-21", "2026-11-21T00:00:00Z"],
  ["resets tomorrow", "2026-11-21T00:00:00Z"],
  ["resets at midnight", "2026-11-21T00:00:00Z"],
  ["resets at noon", "2026-11-20T12:00:00Z"],
  ["come back in 2 days", "2026-11-22T10:32:13Z"],
  ["resets at 6:30 p.m. (America/Los_Angeles)", "2026-11-21T02:30:00Z"],
  ["resets 3:45pm (Asia/Kolkata)", "2026-11-21T10:15:00Z"],
  ["resets at 2pm UTC+2", "2026-11-20T12:00:00Z"],
  ["Resets 12:30 (in 2 hours)", "2026-11-20T12:30:00Z"],
  ["resets Fri 9am", "2026-11-27T09:00:00Z"],
  ["resets in 0s", null],
  ["Try again later.", null],
  ["try again in a moment", null],
  ["try again 3 times", null],
  ["limits reset every 5h and every week", null],
  ["This request would exceed your rate limit of 50 requests per minute", null],
  ["at 12:33 PM it broke", null],
  ["resets at 99:99", null],
  ["", null],
];

for (const [message, expected] of told) {
  Deno.test(`the reset time of ${JSON.stringify(message)} is ${expected ?? "not said"}`, () => {
    const found = resetTime(message, { nowMs });
    assert.equal(found, expected === null ? null : Date.parse(expected));
  });
}

Deno.test("a clock minute that has just passed is not tomorrow", () => {
  for (const [now, minute] of [["12:33:47", "12:33 PM"], ["12:40:00", "12:33 PM"]]) {
    const found = resetTime(`try again at ${minute}`, { nowMs: Date.parse(`2026-11-20T${now}Z`) });
    assert.equal(found, Date.parse("2026-11-20T12:33:00Z"));
  }
  const late = resetTime("try again at 12:33 PM", { nowMs: Date.parse("2026-11-20T17:00:00Z") });
  assert.equal(late, Date.parse("2026-11-21T12:33:00Z"));
});

Deno.test("a clock minute just before midnight belongs to yesterday just after it", () => {
  const found = resetTime("resets 11:59pm (UTC)", { nowMs: Date.parse("2026-11-21T00:02:00Z") });
  assert.equal(found, Date.parse("2026-11-20T23:59:00Z"));
});

Deno.test("a time without zone is the machine's own", () => {
  const found = resetTime("try again at 2:00 PM", { nowMs, zoneMinutes: 120 });
  assert.equal(found, Date.parse("2026-11-20T12:00:00Z"));
  const east = resetTime("resets 1am", {
    nowMs: Date.parse("2026-11-20T23:30:00Z"),
    zoneMinutes: 60,
  });
  assert.equal(east, Date.parse("2026-11-21T00:00:00Z"));
});

Deno.test("zones are known by letters, offset or name", () => {
  assert.equal(zoneMinutes("UTC", nowMs), 0);
  assert.equal(zoneMinutes("+05:30", nowMs), 330);
  assert.equal(zoneMinutes("PST", nowMs), -480);
  assert.equal(zoneMinutes("Europe/Berlin", Date.parse("2026-07-01T00:00:00Z")), 120);
  assert.equal(zoneMinutes("Mars/Olympus", nowMs), null);
});

Deno.test("a retry-after header is seconds or a date", () => {
  assert.equal(retryAfter("1", { nowMs }), nowMs + 1000);
  assert.equal(
    retryAfter("Fri, 20 Nov 2026 10:52:41 GMT", { nowMs }),
    Date.parse("2026-11-20T10:52:41Z"),
  );
  assert.equal(retryAfter("soon", { nowMs }), null);
});

Deno.test("an epoch is told from milliseconds by its size", () => {
  assert.equal(epochMs(1_795_177_987), 1_795_177_987_000);
  assert.equal(epochMs(1_795_177_987_000), 1_795_177_987_000);
  assert.equal(epochMs(0), null);
  assert.equal(epochMs(Number.NaN), null);
});

Deno.test("calendar arithmetic agrees with the platform's", () => {
  fc.assert(fc.property(fc.integer({ min: -5e12, max: 5e13 }), (ms) => {
    const whole = Math.floor(ms / 1000) * 1000;
    assert.equal(utcMs(civilAt(whole)), whole);
    assert.equal(civilAt(whole).day, new Date(whole).getUTCDate());
    assert.equal(civilAt(whole).month, new Date(whole).getUTCMonth() + 1);
  }));
});

Deno.test("any text is read without a fault", () => {
  fc.assert(fc.property(fc.string(), fc.string(), (before, after) => {
    const found = resetTime(`${before} try again in ${after} resets ${after}`, { nowMs });
    assert.ok(found === null || Number.isFinite(found));
  }));
});
