// Pictures of every view in every state of a run, at four sizes, with and without colour, and in ASCII. A new pane,
// page, state or dialog is pictured by existing. `UPDATE_GOLDEN=1` rewrites tests/golden/tui/frames.
import assert from "node:assert/strict";
import { diff } from "../../../tui/diff.ts";
import { compose, type Grid, gridRows, type Size } from "../../../tui/grid.ts";
import { painter } from "../../../tui/paint.ts";
import { panes } from "../../../tui/panes/registry.ts";
import type { Page, Screen, TabId } from "../../../tui/screen.ts";
import type { Colour, Style } from "../../../tui/style.ts";
import { type ThemeName, themes } from "../../../tui/theme.ts";
import { view } from "../../../tui/view.ts";
import { matchesGolden } from "../cli/golden.ts";
import { press } from "./given_screen.ts";
import { at, dialogs, type Look, lookedUp, on, states } from "./moments.ts";
import { id } from "./sample.ts";
import "./widths.ts";

const sizes: readonly Size[] = [[40, 12], [80, 24], [120, 40], [200, 50]].map(
  ([columns = 0, rows = 0]) => ({ columns, rows }),
);
const usual: Size = { columns: 80, rows: 24 };

/** What can be looked at, whatever the state: the list, each tab, each page. */
const views: Readonly<Record<string, (state: string, look: Look) => Screen>> = {
  list: (state, look) => at(state, look),
  ...Object.fromEntries(
    panes.filter((pane) => pane.where === "tab").map((pane) => [
      pane.id,
      (state: string, look: Look) =>
        lookedUp({ ...on(state, look, id(3)), tab: pane.id as TabId, focus: "detail" }),
    ]),
  ),
  ...Object.fromEntries(
    ["live", ...panes.filter((pane) => pane.where === "page").map((pane) => pane.id)].map((
      page,
    ) => [
      page,
      (state: string, look: Look) => ({ ...on(state, look, id(3)), page: page as Page }),
    ]),
  ),
};

for (const [name, make] of Object.entries(views)) {
  Deno.test(`picture: ${name} in every state, at 80×24`, async () => {
    const parts = Object.keys(states).map((state) => titled(state, make(state, { size: usual })));
    await matchesGolden(`tui/frames/${name}.txt`, parts.join("\n"));
  });
}

for (const size of sizes) {
  const text = `${size.columns}x${size.rows}`;
  // Dialogs stand in the middle of whatever is larger.
  const withDialogs = size.columns <= usual.columns;
  Deno.test(`picture: every view of a run at ${text}`, async () => {
    const shown = [
      ...Object.entries(views).map(([name, make]) => titled(name, make("running", { size }))),
      ...Object.entries(withDialogs ? dialogs : {}).map(([name, make]) =>
        titled(name, make({ size }))
      ),
    ];
    await matchesGolden(`tui/frames/${text}.txt`, shown.join("\n"));
  });
}

Deno.test("picture: every view and dialog of a run in ASCII, of which all is ASCII", async () => {
  const look = { size: usual, ascii: true };
  const parts = [
    ...Object.entries(views).map(([name, make]) => titled(name, make("waiting", look))),
    ...Object.entries(dialogs).map(([name, make]) => titled(name, make(look))),
  ];
  const odd = parts.join("\n").match(/[^\x20-\x7e\n]/g) ?? [];
  assert.deepEqual([...new Set(odd)], []);
  await matchesGolden("tui/frames/ascii.txt", parts.join("\n"));
});

/** Pictures of all of these would be megabytes: that one changed is known by its digest. */
Deno.test("digest: every view in every state, at every size, in both sets of glyphs", async () => {
  const lines: string[] = [];
  for (const [name, make] of Object.entries(views)) {
    for (const state of Object.keys(states)) {
      const parts: string[] = [];
      for (const size of sizes) {
        for (const ascii of [false, true]) {
          const grid = gridOf(make(state, { size, ascii }));
          parts.push(await digest(gridRows(grid).join("\n") + styleDump(grid).join("\n")));
        }
      }
      lines.push(`${name}, ${state}: ${parts.join(" ")}`);
    }
  }
  for (const [name, make] of Object.entries(dialogs)) {
    const parts = sizes.map((size) => digest(gridRows(gridOf(make({ size }))).join("\n")));
    lines.push(`${name}: ${(await Promise.all(parts)).join(" ")}`);
  }
  await matchesGolden("tui/frames/digests.txt", lines.join("\n") + "\n");
});

Deno.test("picture: the styles of a few frames", async () => {
  const parts = ["list", "output", "diff", "inbox"].map((name) => {
    const grid = gridOf(views[name]?.("waiting", { size: usual }) ?? at("waiting"));
    return [`== ${name}`, ...styleDump(grid), ""].join("\n");
  });
  await matchesGolden("tui/frames/styles.txt", parts.join("\n"));
});

Deno.test("every theme and depth draws the same text; without colour no code asks for any", () => {
  for (const make of Object.values(dialogs)) {
    const grid = gridOf(make({ size: usual }));
    for (const name of Object.keys(themes) as ThemeName[]) {
      const codes = diff(null, grid, painter(themes[name], "none"));
      // deno-lint-ignore no-control-regex -- the codes are what is tested
      for (const [, asked = ""] of codes.matchAll(/\x1b\[([\d;]*)m/g)) {
        const colours = asked.split(";").filter((part) => /^(3|4|9|10)\d/.test(part));
        assert.deepEqual(colours.filter((part) => part !== "39" && part !== "49"), [], asked);
      }
    }
  }
});

Deno.test("what is selected stands out without colour as well", () => {
  const grid = gridOf(press(at("running", { size: usual }), "j"));
  const row = gridRows(grid).findIndex((text) => /^│.*TASK-002/.test(text));
  const codes = diff(null, grid, painter(themes.dark, "none"));
  const start = codes.indexOf(`\x1b[${row + 1};`);
  const drawn = codes.slice(start, codes.indexOf(`\x1b[${row + 2};`));
  // deno-lint-ignore no-control-regex -- the code is what is looked for
  assert.match(drawn, /\x1b\[([\d;]*;)?7m/);
});

function titled(name: string, screen: Screen): string {
  const rows = gridRows(gridOf(screen)).map((row) => row.trimEnd());
  return [`== ${name}`, ...rows, ""].join("\n");
}

function gridOf(screen: Screen): Grid {
  return compose(view(screen), screen.size);
}

/** One line a row: how many cells have which style. */
function styleDump(grid: Grid): string[] {
  return Array.from({ length: grid.rows }, (_, y) => {
    const runs: { text: string; count: number }[] = [];
    for (let x = 0; x < grid.columns; x++) {
      const text = styleText(grid.styles[y * grid.columns + x] ?? {});
      const last = runs.at(-1);
      if (last?.text === text) last.count++;
      else runs.push({ text, count: 1 });
    }
    return runs.map(({ text, count }) => `${count}${text}`).join(" ");
  });
}

function styleText({ fg, bg, ...flags }: Style): string {
  const set = Object.entries(flags).filter(([, isSet]) => isSet).map(([name]) => name[0]).join("");
  const ground = bg === undefined ? "" : `/${colourText(bg)}`;
  return `${fg === undefined ? "" : `:${colourText(fg)}`}${ground}${set === "" ? "" : `!${set}`}`;
}

function colourText(colour: Colour): string {
  if (typeof colour === "string") return colour;
  return "rgb" in colour ? `#${colour.rgb.toString(16)}` : `p${colour.palette}`;
}

async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(bytes).toHex().slice(0, 8);
}
