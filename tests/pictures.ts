// `deno run --allow-read --allow-write tests/pictures.ts`: pictures of the app for README.md, made from its own
// frames: one SVG for each scene, the same as text, and a capture of a short story that `asciinema play` shows.
import { diff } from "../tui/diff.ts";
import { compose, type Grid, gridRows, type Size } from "../tui/grid.ts";
import { painter } from "../tui/paint.ts";
import type { Screen } from "../tui/screen.ts";
import { themes } from "../tui/theme.ts";
import { view } from "../tui/view.ts";
import { svgOf } from "./svg.ts";
import { press } from "./unit/tui/given_screen.ts";
import { at, dialogs, lookedUp, on } from "./unit/tui/moments.ts";
import { id } from "./unit/tui/sample.ts";

const FOLDER = new URL("../spec/pictures/", import.meta.url);
const size: Size = { columns: 112, rows: 32 };

const scenes: Readonly<Record<string, () => Screen>> = {
  running: () => lookedUp(press(on("running", { size }, id(3)), "o")),
  start: () => shown("start", { columns: 112, rows: 34 }),
  diff: () => {
    const wide = { columns: 170, rows: 34 };
    return lookedUp({ ...press(on("failed", { size: wide }, id(3)), "d"), focus: "detail" });
  },
  checks: () => lookedUp({ ...on("failed", { size }, id(3)), tab: "checks" }),
  inbox: () => ({ ...at("waiting", { size }), page: "inbox" }),
  timeline: () => ({ ...at("done", { size }), page: "timeline" }),
  costs: () => ({ ...at("done", { size }), page: "costs" }),
  help: () => shown("help", size),
};

/** What a person does, one picture after the other, and how long each is looked at. */
const story: readonly (readonly [seconds: number, screen: () => Screen])[] = [
  [1.5, () => at("idle", { size })],
  [2.5, () => shown("start", size)],
  [2, () => at("running", { size })],
  [1, () => on("running", { size }, id(3))],
  [3, () => press(on("running", { size }, id(3)), "o")],
  [2, () => ({ ...at("waiting", { size }), page: "inbox" })],
  [2, () => shown("ask with a text", size)],
  [2, () => lookedUp({ ...on("failed", { size }, id(3)), tab: "checks" })],
  [3, () => lookedUp({ ...on("failed", { size }, id(3)), tab: "diff", focus: "detail" })],
  [3, () => shown("the end of a run", size)],
];

if (import.meta.main) {
  await Deno.mkdir(FOLDER, { recursive: true });
  for (const [name, make] of Object.entries(scenes)) {
    const grid = gridOf(make());
    await Deno.writeTextFile(new URL(`${name}.svg`, FOLDER), svgOf(grid, themes.dark));
  }
  const text = Object.entries(scenes).map(([name, make]) => textOf(name, gridOf(make())));
  await Deno.writeTextFile(new URL("screens.txt", FOLDER), text.join("\n"));
  await Deno.writeTextFile(new URL("story.cast", FOLDER), capture());
}

function shown(name: string, size: Size): Screen {
  const make = dialogs[name];
  if (make === undefined) throw new Error(`there is no dialog "${name}"`);
  return make({ size });
}

function gridOf(screen: Screen): Grid {
  return compose(view(screen), screen.size);
}

function textOf(name: string, grid: Grid): string {
  return [name, "", ...gridRows(grid).map((row) => row.trimEnd()), ""].join("\n");
}

/** asciicast, version 2: what the terminal was told, and when. */
function capture(): string {
  const paint = painter(themes.dark, "truecolor");
  const head = { version: 2, width: size.columns, height: size.rows, title: "spec-tui" };
  const lines = [JSON.stringify(head)];
  let [now, before]: [number, Grid | null] = [0, null];
  for (const [seconds, make] of story) {
    const grid = gridOf(make());
    lines.push(JSON.stringify([now, "o", diff(before, grid, paint)]));
    [now, before] = [now + seconds, grid];
  }
  return lines.join("\n") + "\n";
}
