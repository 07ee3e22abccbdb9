import assert from "node:assert/strict";
import type { Context } from "../../../tui/binding.ts";
import { contextsOf, perform } from "../../../tui/dispatch.ts";
import { helpLines } from "../../../tui/dialogs/help.ts";
import { defaultKeymap } from "../../../tui/keymap.ts";
import { openDialog, type Screen } from "../../../tui/screen.ts";
import { lineText } from "../../../tui/spans.ts";
import { asking, givenScreen, idOf, implementing, press, runStarted } from "./given_screen.ts";
import "./widths.ts";

/** Contexts that have the keys at the same time. */
const together: readonly (readonly Context[])[] = [
  ["output", "task", "run", "list", "everywhere"],
  ...(["typing", "quit", "start", "confirm", "ask", "palette", "help"] as const).map((
    one,
  ) => [one]),
];

Deno.test("no key means two things at once, and no two rows have one name", () => {
  for (const contexts of together) {
    const keys = defaultKeymap.filter((row) => contexts.includes(row.context)).flatMap((row) =>
      row.keys
    );
    assert.deepEqual(keys.filter((key, at) => keys.indexOf(key) !== at), [], contexts.join());
  }
  const names = defaultKeymap.map((row) => row.name);
  assert.deepEqual(names.filter((name, at) => names.indexOf(name) !== at), []);
});

Deno.test("every row has a key, a label and a sentence", () => {
  for (const row of defaultKeymap) {
    assert.ok(row.keys.length > 0 && row.keys.every((key) => key !== ""), row.name);
    assert.match(row.hint, /^\S/, row.name);
    assert.match(row.help, /^\S.*[^.]$/, row.name);
  }
});

Deno.test("the keys that the specification fixes are bound", () => {
  const bound = new Set(
    defaultKeymap.filter((row) => together[0]?.includes(row.context)).flatMap((row) => row.keys),
  );
  const fixed =
    "? : / n N tab shift+tab 1 2 3 4 5 6 [ ] z v i . u q ctrl+l ctrl+z esc j k up down g G " +
    "ctrl+d ctrl+u pageup pagedown space enter s p S r R a x c m K D b w o d e y + f W !";
  assert.deepEqual(fixed.split(" ").filter((key) => !bound.has(key)), []);
});

for (const [name, screen] of Object.entries(moments())) {
  Deno.test(`each key acts or says why not: ${name}`, () => {
    for (const row of defaultKeymap.filter((one) => contextsOf(screen).includes(one.context))) {
      const reason = row.refuse?.(screen) ?? null;
      const after = perform(screen, row);
      if (reason === null) {
        // The message alone would be no act.
        const quiet = { ...after, notice: screen.notice };
        const acted = after.requests.length > 0 ||
          JSON.stringify(stateOf(quiet)) !== JSON.stringify(stateOf(screen));
        assert.ok(acted || atAnEnd.has(row.name), `${row.keys[0]} (${row.name}) did nothing`);
      } else {
        assert.equal(after.notice?.text, `${row.keys[0]}: ${reason}`);
        assert.deepEqual(stateOf(after), stateOf(screen), row.name);
      }
    }
  });
}

Deno.test("the help names every key of its context, and why it can't act", () => {
  const screen = press(givenScreen(), "?");
  const text = helpLines(screen, 200).map(lineText).join("\n");
  for (
    const row of defaultKeymap.filter((one) =>
      ["task", "run", "list", "everywhere"].includes(one.context)
    )
  ) {
    assert.ok(text.includes(`${row.keys.join(" ")}`) && text.includes(row.help), row.name);
  }
  assert.match(text, /end the attempt|pause the run.*\(no run is in progress\)/);
});

/** Already where they would go, in a list of few rows. */
const atAnEnd = new Set([
  "up",
  "top",
  "half-up",
  "page-up",
  "down",
  "bottom",
  "half-down",
  "page-down",
  "palette-run",
  "palette-up",
  "help-up",
  "help-page-up",
  "start-up",
  "quit-stay",
  "typing-done",
  "page-tasks",
  "next-match",
  "previous-match",
]);

function moments(): Readonly<Record<string, Screen>> {
  const running = { engine: true, facts: [runStarted, ...implementing(idOf(1))] };
  const idle = givenScreen();
  return {
    "nothing has run": idle,
    "a task runs": givenScreen(running),
    "a task asks": givenScreen({
      engine: true,
      facts: [...running.facts, asking(idOf(1), "Which?")],
    }),
    "the output is shown": press(givenScreen(running), "o"),
    "the detail has the focus": press(givenScreen(running), "enter"),
    "help is open": press(idle, "?"),
    "the palette is open": press(idle, ":"),
    "leaving is asked": press(givenScreen(running), "q"),
    "a filter is typed": press(idle, "/", "x"),
    "the launch sheet is open": press(idle, "s"),
    "a confirmation is asked": press(idle, "D"),
    "a text is asked": press(idle, "b"),
    "there are no tasks": givenScreen({ tasks: "# Tasks\n" }),
    "a dialog lies on another": openDialog(press(idle, "b"), { kind: "quit" }),
  };
}

function stateOf(screen: Screen) {
  const { page, focus, zoomed, list, tab, panes, output, dialogs, typing, engine, theme } = screen;
  return {
    page,
    focus,
    zoomed,
    list: { ...list, marks: [...list.marks] },
    tab,
    panes,
    output,
    dialogs,
    typing,
    engine,
    theme,
  };
}
