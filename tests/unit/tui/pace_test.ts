import assert from "node:assert/strict";
import { frameApartMs, mayWait, waitAfter } from "../../../tui/pace.ts";
import { events, givenScreen, idOf, implementing, runStarted } from "./given_screen.ts";
import "./widths.ts";

const long = 60_000;

Deno.test("what can't be read is drawn less often, what a person did or waits for never", () => {
  const [fact, trickle, flood] = [0, 1, 51].map((lines) => frameApartMs(lines, 50));
  assert.ok(fact !== undefined && trickle !== undefined && flood !== undefined);
  assert.ok(fact < trickle && trickle < flood && flood <= 125);
});

Deno.test("a long log is read on at once", () => {
  const old = { kind: "events", events: events([runStarted]), areOld: true } as const;
  assert.deepEqual(waitAfter([old], 0, givenScreen()), { toldMs: 0, untoldMs: 0 });
});

Deno.test("what agents print is looked for as often as it is drawn, where facts are told", () => {
  const screen = givenScreen({ facts: [runStarted], engine: true });
  const said = (count: number) => {
    const lines = Array.from({ length: count }, () => ({ kind: "say", text: "x" } as const));
    return { kind: "output", task: idOf(1), at: 0, lines, tail: [] } as const;
  };
  const [trickle, flood] = [1, 25].map((count) => waitAfter([said(count)], 0, screen));
  assert.ok(trickle !== undefined && flood !== undefined);
  assert.deepEqual([trickle.toldMs, flood.toldMs], [frameApartMs(1, 24), frameApartMs(25, 24)]);
  assert.ok(trickle.untoldMs < 40 && flood.untoldMs < 40, "a fact could come, and nobody tell");
});

Deno.test("a screen with nothing to show sleeps where it will be told, and looks often where it is not", () => {
  const idle = waitAfter([], long, givenScreen({ facts: [runStarted], engine: true }));
  assert.ok(idle.toldMs >= 500 && idle.untoldMs < 80);
  const working = [runStarted, ...implementing(idOf(1))];
  const busy = waitAfter([], long, givenScreen({ facts: working, engine: true }));
  assert.ok(busy.toldMs < 80, "what an agent says is told by nobody");
  const alone = waitAfter([], long, givenScreen());
  assert.ok(alone.untoldMs >= 500, "without an engine little happens");
});

Deno.test("while a log is read keys wait, but for the one that leaves at once, and so does no new size", () => {
  const key = (name: string) => mayWait({ kind: "key", key: name });
  assert.deepEqual(["j", "q", "enter", "ctrl+c"].map(key), [true, true, true, false]);
  assert.equal(mayWait({ kind: "resize", columns: 80, rows: 24 }), false);
  assert.equal(mayWait({ kind: "end" }), false);
});
