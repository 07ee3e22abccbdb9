// What matters keeps its place where room is short, and nothing is said before it is known.
import assert from "node:assert/strict";
import { compose } from "../../../tui/grid.ts";
import type { Screen } from "../../../tui/screen.ts";
import { view } from "../../../tui/view.ts";
import { givenScreen, idOf, implementing, pictureOf, press, runStarted } from "./given_screen.ts";

/** With its colours: a cursor may be nothing else. */
function gridOf(screen: Screen): string {
  return JSON.stringify(compose(view(screen), screen.size));
}

const small = { columns: 40, rows: 12 };
const facts = [runStarted, ...implementing(idOf(1))];

Deno.test("the table of costs names what it is about at every width", () => {
  for (const columns of [40, 50, 60, 64, 70, 80, 104, 120, 200]) {
    const screen = press(givenScreen({ facts, size: { columns, rows: 20 } }), "4");
    assert.match(pictureOf(screen).join("\n"), /Task .*Cost Calls[^]*TASK-001 /, `${columns}`);
  }
});

Deno.test("a milestone has all the room that its count leaves", () => {
  const tasks = `## Milestone 1: ${"m".repeat(50)}\n\n### TASK-001: Do\n🟠 P1 | ⬜ TODO | Est: 1h\n
## Milestone 2: n\n\n### TASK-002: Do\n🟠 P1 | ⬜ TODO | Est: 1h\n`;
  const row = pictureOf(givenScreen({ tasks, size: small })).find((one) =>
    one.includes("Milestone 1: m")
  );
  assert.match(row ?? "", /m… {2}0\/1 │/);
});

Deno.test("a task that was tried is not said to be new while its output is being read", () => {
  const tried = press(givenScreen({ facts, size: { columns: 120, rows: 20 } }), "o");
  assert.doesNotMatch(pictureOf(tried).join("\n"), /No agent has worked/);
  const untried = press(tried, "j");
  assert.match(pictureOf(untried).join("\n"), /No agent has worked[^]*s starts a run/);
});

Deno.test("a spec with errors says so before a run is asked for", () => {
  const tasks = "### TASK-001: Do\n🟠 P1 | ⬜ TODO | Est: 1h\n\n**Depends on:** [TASK-404]\n";
  assert.match(pictureOf(givenScreen({ tasks })).join("\n"), /Tasks 1 ─+ 1 error in the spec ─/);
  assert.doesNotMatch(pictureOf(givenScreen()).join("\n"), /error/);
});

Deno.test("at the end of a dialog no key is lost beyond it", () => {
  const screen = givenScreen({ facts, size: { columns: 80, rows: 24 } });
  const many = Array.from({ length: 200 }, () => "down");
  for (const [opens, name] of [["?", "help"], [":", "palette"]] as const) {
    const atEnd = press(screen, opens, ...many);
    assert.deepEqual(press(atEnd, "down").dialogs, atEnd.dialogs, name);
    const moves = gridOf(press(atEnd, "up")) !== gridOf(atEnd);
    assert.ok(moves, name);
  }
});
