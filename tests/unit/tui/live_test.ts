// Live panes: the one in focus is what the keys of tasks mean, and what is seen as such.
import assert from "node:assert/strict";
import type { Fact } from "../../../src/pipeline/fact.ts";
import { selectedTask } from "../../../tui/derive.ts";
import type { Screen } from "../../../tui/screen.ts";
import { update } from "../../../tui/update.ts";
import { givenScreen, idOf, implementing, pictureOf, press, runStarted } from "./given_screen.ts";

const facts: readonly Fact[] = [runStarted, ...implementing(idOf(2)), ...implementing(idOf(3))];

/** The first task is selected, the second and the third are at work. */
function live(...keys: readonly string[]): Screen {
  const screen = givenScreen({ facts, engine: true, size: { columns: 160, rows: 30 } });
  assert.equal(screen.list.selected, idOf(1));
  return press(screen, "v", ...keys);
}

Deno.test("keys of tasks mean the live pane in focus, not a task that is not shown", () => {
  assert.equal(selectedTask(live())?.id, idOf(2));
  assert.deepEqual(press(live(), "K", "y").requests, [
    { kind: "tell", command: "kill", args: { task: idOf(2) } },
  ]);
  assert.deepEqual(press(live("tab"), "K", "y").requests, [
    { kind: "tell", command: "kill", args: { task: idOf(3) } },
  ]);
  assert.deepEqual(press(live(), "y").requests[0], {
    kind: "copy",
    text: idOf(2),
    what: idOf(2),
  });
  assert.match(press(live(), "b").notice?.text ?? "", /^b: it is in attempt 1/);
});

Deno.test("from a live pane its task is opened", () => {
  for (const key of ["o", "d", "w", "enter"]) {
    const opened = press(live("tab"), key);
    assert.deepEqual([opened.page, opened.list.selected], ["tasks", idOf(3)], key);
  }
});

Deno.test("with nobody at work no task is in hand", () => {
  const idle = update(live(), { kind: "engine", alive: false, holder: "" });
  assert.equal(press(idle, "K").notice?.text, "K: no task is selected");
  assert.equal(press(idle, "b").notice?.text, "b: no task is selected");
});

Deno.test("the live pane in focus is seen as such, without colour as well", () => {
  const marked = (screen: Screen) =>
    pictureOf(screen).flatMap((row) => /› TASK-\d+/g.exec(row)?.[0] ?? []);
  assert.deepEqual(marked(live()), [`› ${idOf(2)}`]);
  assert.deepEqual(marked(live("tab")), [`› ${idOf(3)}`]);
  assert.deepEqual(marked(live("z")), [], "alone there is no other");
});

Deno.test("another task opened from elsewhere begins at its own top", () => {
  const scrolled = live("o");
  const moved: Screen = {
    ...scrolled,
    output: { ...scrolled.output, follow: false },
    panes: { ...scrolled.panes, why: { cursor: 0, top: 9, search: "" } },
  };
  const other = press({ ...moved, page: "live" }, "tab", "enter");
  assert.equal(other.list.selected, idOf(3));
  assert.deepEqual([other.output.follow, other.panes.why], [true, undefined]);
});
