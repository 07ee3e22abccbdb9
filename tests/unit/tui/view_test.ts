import assert from "node:assert/strict";
import { lineWidth } from "../../../tui/spans.ts";
import { update } from "../../../tui/update.ts";
import { view } from "../../../tui/view.ts";
import {
  asking,
  givenScreen,
  idOf,
  implementing,
  pictureOf,
  press,
  runStarted,
} from "./given_screen.ts";
import "./widths.ts";

const sizes = [[40, 12], [60, 20], [80, 24], [120, 40], [200, 50]] as const;
const keys = [
  [],
  ["o"],
  ["w"],
  ["?"],
  [":"],
  ["q"],
  ["s"],
  ["D"],
  ["m"],
  ["z"],
  ["t"],
  ["t", "t"],
  ["t", "t", "t"],
  ["/", "p"],
  ["enter"],
];

for (const [columns, rows] of sizes) {
  Deno.test(`every frame fills ${columns}×${rows} exactly and keeps its borders`, () => {
    const facts = [
      runStarted,
      ...implementing(idOf(1)),
      asking(idOf(1), "Which\nof them?"),
      ...implementing(idOf(2)),
    ];
    for (const pressed of keys) {
      const screen = press(
        givenScreen({ tasks: 60, size: { columns, rows }, facts, engine: true }),
        ...pressed,
      );
      const frame = view(screen);
      assert.equal(frame.rows.length, rows, pressed.join());
      for (const [at, line] of frame.rows.entries()) {
        assert.ok(
          lineWidth(line) <= columns,
          `${pressed.join()} row ${at}: ${lineWidth(line)} cells`,
        );
      }
      const last = pictureOf(screen)[rows - 3] ?? "";
      assert.match(last, /[┘│]$/, `${pressed.join()}: ${last}`);
    }
  });
}

Deno.test("under 40×12 one line says so, and the screen comes back", () => {
  const small = update(givenScreen(), { kind: "resize", columns: 39, rows: 20 });
  assert.deepEqual(view(small).rows.map((line) => line.map((part) => part.text).join("")), [
    "spec-tui needs 40×12 (this is 39×20)",
  ]);
  const back = update(small, { kind: "resize", columns: 80, rows: 24 });
  assert.match(pictureOf(back).join("\n"), /Tasks 3/);
});

Deno.test("with ASCII asked for, every sign of our own is ASCII", () => {
  for (const pressed of keys) {
    const screen = press(
      givenScreen({
        ascii: true,
        tasks: 60,
        engine: true,
        facts: [runStarted, ...implementing(idOf(1))],
      }),
      ...pressed,
    );
    const odd = pictureOf(screen).join("\n").match(/[^\x20-\x7e\n]/g) ?? [];
    assert.deepEqual([...new Set(odd)], [], pressed.join());
  }
});

Deno.test("the header tells progress as n/N, what is spent of the limit, and who is needed", () => {
  const facts = [runStarted, ...implementing(idOf(1)), asking(idOf(1), "Which?")];
  const [first = "", second = ""] = pictureOf(givenScreen({ facts, engine: true }));
  assert.match(first, /^ sample {2}main .* ● running {2}\d+s $/);
  assert.match(second, / 0\/3 {2}(≥ )?\$\d\.\d\d of \$5\.00 .* inbox 1 {2}$/);
});
