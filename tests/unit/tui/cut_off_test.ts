// An engine that died tells no more: what it had in hand is shown as cut off, and no time of it goes on.
import assert from "node:assert/strict";
import type { Fact } from "../../../src/pipeline/fact.ts";
import { PAGES, type Screen } from "../../../tui/screen.ts";
import { tabs } from "../../../tui/panes/registry.ts";
import { update } from "../../../tui/update.ts";
import {
  events,
  givenScreen,
  idOf,
  implementing,
  pictureOf,
  press,
  runStarted,
  startMs,
} from "./given_screen.ts";

const facts: readonly Fact[] = [runStarted, ...implementing(idOf(1))];

function cutOff(size = { columns: 200, rows: 40 }): Screen {
  const running = givenScreen({ facts, engine: true, size });
  return later(update(running, { kind: "engine", alive: false, holder: "" }), 24);
}

function later(screen: Screen, seconds: number): Screen {
  return update(screen, { kind: "tick", nowMs: startMs + seconds * 1000 });
}

function views(screen: Screen): Screen[] {
  return [
    ...PAGES.map((page) => ({ ...screen, page })),
    ...tabs.map((tab) => ({ ...screen, tab: tab.id }) as Screen),
  ];
}

Deno.test("no view of a run without its engine changes as time goes on", () => {
  for (const size of [{ columns: 80, rows: 24 }, { columns: 200, rows: 40 }]) {
    for (const screen of views(cutOff(size))) {
      assert.deepEqual(
        pictureOf(later(screen, 5000)),
        pictureOf(screen),
        `${screen.page} ${screen.tab}`,
      );
    }
  }
});

Deno.test("with its engine the same times go on", () => {
  const running = later(givenScreen({ facts, engine: true }), 24);
  for (const page of ["runs", "timeline"] as const) {
    const screen = { ...running, page };
    assert.notDeepEqual(pictureOf(later(screen, 500)), pictureOf(screen), page);
  }
});

Deno.test("a run that was cut off says so, and what goes on from there", () => {
  const runs = pictureOf(press(cutOff(), "3")).join("\n");
  assert.match(runs, /cut off: its engine died/);
  assert.match(runs, /s starts a run, which goes on from there/);
  assert.doesNotMatch(runs, /so far|S stops it/);
  const overview = pictureOf(cutOff()).join("\n");
  assert.match(overview, /1, cut off, claude/);
  assert.match(overview, /‖ implement cut off/);
});

Deno.test("an attempt whose engine died took nobody knows how long", () => {
  const interrupted: Fact = {
    type: "StageInterrupted",
    task: idOf(1),
    attempt: 1,
    stage: "implement",
    reason: "engine_died",
    sha: null,
  };
  const told = { kind: "events", events: events([interrupted], 40_000) } as const;
  const screen = update(cutOff(), told);
  const row = pictureOf(screen).find((one) => one.includes(`${idOf(1)} Make`)) ?? "";
  assert.doesNotMatch(row, /\d(s|m|h) /);
  assert.match(pictureOf(screen).join("\n"), /1, interrupted, claude/);
});
