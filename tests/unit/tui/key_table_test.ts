// Every key of the table in every moment of the app: it acts, which is a change of the screen or a request and
// never a message alone, or it says why not.
import assert from "node:assert/strict";
import type { Binding } from "../../../tui/binding.ts";
import { contextsOf } from "../../../tui/dispatch.ts";
import { helpLines } from "../../../tui/dialogs/help.ts";
import { defaultKeymap } from "../../../tui/keymap.ts";
import { PAGES, type Screen } from "../../../tui/screen.ts";
import { lineText } from "../../../tui/spans.ts";
import { update } from "../../../tui/update.ts";
import { tabs } from "../../../tui/panes/registry.ts";
import { keyMsg, press } from "./given_screen.ts";
import { at, dialogs, lookedUp, on, states } from "./moments.ts";
import { id } from "./sample.ts";
import { readmeTable } from "../../readme_keys.ts";
import "./widths.ts";

/** The dialogs; each state on each page and tab, with either pane focused; and what keys need besides. */
function moments(): Readonly<Record<string, Screen>> {
  const all: Record<string, Screen> = {};
  const add = (name: string, screen: Screen) => all[name] = { ...screen, requests: [] };
  for (const [name, make] of Object.entries(dialogs)) {
    add(name, make({}));
    add(`${name}, further down`, press(make({}), "pagedown", "down"));
    add(`${name}, further up`, press(make({}), "up"));
  }
  for (const name of Object.keys(states)) {
    for (const page of PAGES.slice(1)) {
      add(`${name}, ${page}`, { ...at(name), page });
      add(`${name}, ${page}, further`, press({ ...at(name), page }, "j", "left"));
    }
    const isRich = name === "failed" || name === "conflicts";
    for (const task of isRich ? [2, 3, 4] : [1]) {
      for (const tab of tabs) {
        const screen = lookedUp({ ...on(name, {}, id(task)), tab: tab.id } as Screen);
        add(`${name}, ${tab.id} of ${task}`, screen);
        const focused: Screen = { ...screen, focus: "detail" };
        add(`${name}, ${tab.id} of ${task}, focused`, focused);
        if (!isRich) continue;
        add(`${name}, ${tab.id} of ${task}, further`, press(focused, ..."jjjjjjjjj"));
        add(`${name}, ${tab.id} of ${task}, earlier`, press(focused, "<"));
        add(`${name}, ${tab.id} of ${task}, marked`, press(focused, "space", "j", "space"));
      }
    }
  }
  return all;
}

const screens = moments();

type Outcome = "acts" | "refuses" | "nothing";

/** Pressed as a person does, by the key and not by its row. */
function outcome(screen: Screen, row: Binding, key: string): Outcome {
  const after = update(screen, keyMsg(key));
  // The message alone would be no act.
  const isChanged = stateOf(after) !== stateOf(screen);
  if (isChanged || after.requests.length > 0) return "acts";
  const isTold = after.notice?.text.startsWith(`${row.keys[0]}: `) === true;
  return isTold ? "refuses" : "nothing";
}

function stateOf(screen: Screen): string {
  const { run: _run, log: _log, spec: _spec, notice: _notice, requests: _requests, ...rest } =
    screen;
  const { about: _about, keymap: _keymap, glyphs: _glyphs, facts: _facts, ...state } = rest;
  return JSON.stringify(state, (_, value) => {
    if (value instanceof Set) return [...value];
    return value instanceof Map ? [...value] : value;
  });
}

/** Rows that have a key in a moment, without those that a nearer context took it from. */
function owners(screen: Screen): { readonly key: string; readonly row: Binding }[] {
  const taken = new Set<string>();
  return contextsOf(screen).flatMap((context) =>
    screen.keymap.filter((row) => row.context === context).flatMap((row) =>
      row.keys.filter((key) => !taken.has(key)).map((key) => {
        taken.add(key);
        return { key, row };
      })
    )
  );
}

Deno.test("every key of the table acts somewhere, or says everywhere why it can't", () => {
  const found = new Map<string, Set<Outcome>>();
  for (const screen of Object.values(screens)) {
    for (const { key, row } of owners(screen)) {
      const name = `${row.name} ${key}`;
      const outcomes = found.get(name) ?? new Set();
      found.set(name, outcomes);
      if (!outcomes.has("acts")) outcomes.add(outcome(screen, row, key));
    }
  }
  const wanted = defaultKeymap.flatMap((row) => row.keys.map((key) => `${row.name} ${key}`));
  assert.deepEqual(wanted.filter((name) => !found.has(name)), [], "keys that no moment has");
  const idle = [...found].filter(([, all]) => !all.has("acts")).map(([name]) => name);
  assert.deepEqual(idle, neverActs, "keys that act nowhere");
  for (const name of idle) assert.deepEqual([...found.get(name) ?? []], ["refuses"], name);
});

/** Their stages are not built: until then they say so. */
const neverActs = ["approve a", "reject x", "comment c"];

Deno.test("no key does nothing in silence, but at the end of a list or a text", () => {
  const silent = new Map<string, string>();
  for (const [name, screen] of Object.entries(screens)) {
    for (const { key, row } of owners(screen)) {
      if (outcome(screen, row, key) === "nothing") silent.set(row.name, name);
    }
  }
  const odd = [...silent].filter(([name]) => !mayBeAtEnd.test(name));
  assert.deepEqual(odd, []);
});

const mayBeAtEnd =
  /(^|-)(up|down|top|bottom|half-up|half-down|page-up|page-down|next-match|previous-match)$|^page-|-run$|-stay$|^typing-|^(previous|next)-tab$|^inbox$|^back$/;

Deno.test("no context binds a key twice, and no two rows have one name", () => {
  const all = new Set(defaultKeymap.map((row) => row.context));
  for (const context of all) {
    const keys = defaultKeymap.filter((row) => row.context === context).flatMap((row) => row.keys);
    assert.deepEqual(keys.filter((key, at) => keys.indexOf(key) !== at), [], context);
  }
  const names = defaultKeymap.map((row) => row.name);
  assert.deepEqual(names.filter((name, at) => names.indexOf(name) !== at), []);
});

Deno.test("the help of a moment names each of its keys with its sentence", () => {
  for (const [name, screen] of Object.entries(screens)) {
    if (screen.dialogs.length > 0 || screen.typing !== null) continue;
    const help = helpLines(press(screen, "?"), 200).map(lineText).join("\n");
    for (const { row } of owners(screen)) {
      assert.ok(help.includes(row.help), `${name}: ${row.name}`);
      assert.ok(help.includes(row.keys.join(" ")), `${name}: ${row.keys.join(" ")}`);
    }
  }
});

Deno.test("README.md has the table of keys as it is (tests/readme_keys.ts writes it)", async () => {
  const readme = await Deno.readTextFile(new URL("../../../README.md", import.meta.url));
  assert.ok(readme.includes(readmeTable(defaultKeymap)), "deno run -A tests/readme_keys.ts");
});
