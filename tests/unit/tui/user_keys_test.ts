import assert from "node:assert/strict";
import { keyFromText } from "../../../tui/key_text.ts";
import { defaultKeymap } from "../../../tui/keymap.ts";
import { collisions, together, withUserKeys } from "../../../tui/user_keys.ts";
import { givenScreen, pictureOf, press } from "./given_screen.ts";

function bound(own: Readonly<Record<string, string>>) {
  const found = withUserKeys(defaultKeymap, own);
  assert.ok("keymap" in found, JSON.stringify(found));
  return { ...givenScreen(), keymap: found.keymap };
}

function problems(own: Readonly<Record<string, string>>): readonly string[] {
  const found = withUserKeys(defaultKeymap, own);
  return "problems" in found ? found.problems : [];
}

Deno.test("the table itself has no collision, and every context has its company", () => {
  const shadows = collisions(defaultKeymap).flatMap(({ names }) =>
    names.map((name) => defaultKeymap.find((row) => row.name === name)?.context)
  );
  const panes = shadows.filter((one) => one !== "list" && one !== "everywhere");
  assert.deepEqual([...new Set(panes)].sort(), ["attempts", "overview"]);
  const contexts = new Set(defaultKeymap.map((row) => row.context));
  assert.deepEqual([...contexts].filter((one) => !together.some((all) => all.includes(one))), []);
});

Deno.test("an own key replaces the command's keys, in what acts, the footer and the help", () => {
  const screen = bound({ start: "ctrl+g", help: "f1" });
  assert.deepEqual(press(screen, "s").dialogs, []);
  assert.equal(press(screen, "ctrl+g").dialogs.at(-1)?.kind, "start");
  assert.match(pictureOf(screen).at(-1) ?? "", /^ ctrl\+g start .*f1 help/);
  assert.match(pictureOf(press(screen, "f1", "down", "down")).join("\n"), /Keys/);
});

Deno.test("a key that would mean two things is refused with both names", () => {
  assert.deepEqual(problems({ start: "p" }), [
    'keys: "p" would mean both "start" and "pause"; bind one of them to another key',
  ]);
  assert.deepEqual(problems({ start: "p", pause: "s" }), []);
  assert.equal(problems({ sort: "s" }).length, 1, "the costs have the keys of the run as well");
  assert.deepEqual(problems({ sort: "m" }), [], "tasks and costs never have the keys together");
});

Deno.test("an unknown command is refused with its neighbour's name", () => {
  assert.match(
    problems({ strat: "x" })[0] ?? "",
    /there is no command "strat" \(did you mean "start"\?\)/,
  );
  assert.deepEqual(problems({ zzzzz: "x" }), ['keys.zzzzz: there is no command "zzzzz"']);
});

Deno.test("what is no key is refused, and so is a letter where text is typed", () => {
  assert.match(problems({ start: "" })[0] ?? "", /a key is missing/);
  assert.match(problems({ start: "hyper+x" })[0] ?? "", /"hyper\+x" is not a key/);
  assert.match(problems({ "ask-send": "x" })[0] ?? "", /"x" types text there/);
  assert.deepEqual(problems({ "ask-send": "ctrl+x" }), []);
});

Deno.test("keys are read as people write them", () => {
  const read = {
    x: "x",
    X: "X",
    "Ctrl+X": "ctrl+x",
    "shift+a": "A",
    "shift+ctrl+up": "ctrl+shift+up",
    Escape: "esc",
    F5: "f5",
    PgUp: "pageup",
    "+": "+",
    "ctrl++": null,
    "": null,
    ab: null,
    "ctrl+": null,
    "ctrl+ctrl+x": null,
    "\x1b": null,
    " ": null,
  };
  const found = Object.fromEntries(Object.keys(read).map((text) => [text, keyFromText(text)]));
  assert.deepEqual(found, read);
});
