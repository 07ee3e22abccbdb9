// Whatever comes, in whatever order: the screen bears it, its frames have their exact size, and what a terminal
// shows is the frame.
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Event } from "../../../src/pipeline/fact.ts";
import { parseSpec } from "../../../src/spec/parse.ts";
import { diff } from "../../../tui/diff.ts";
import { compose, type Grid } from "../../../tui/grid.ts";
import { defaultKeymap } from "../../../tui/keymap.ts";
import type { Msg } from "../../../tui/msg.ts";
import { painter } from "../../../tui/paint.ts";
import { isTooSmall } from "../../../tui/areas.ts";
import { PAGES, type Screen } from "../../../tui/screen.ts";
import { lineWidth } from "../../../tui/spans.ts";
import { tabs } from "../../../tui/panes/registry.ts";
import { themes } from "../../../tui/theme.ts";
import { update } from "../../../tui/update.ts";
import { view } from "../../../tui/view.ts";
import { anyFact } from "./any_fact.ts";
import { openEmulator, write } from "./emulator.ts";
import { givenScreen, idOf, keyMsg, RUN, specText, startMs } from "./given_screen.ts";
import { dialogs, lookedUp, sampleSheet, states } from "./moments.ts";
import "./widths.ts";

const keys = [
  ...new Set(defaultKeymap.flatMap((row) => row.keys)),
  "a",
  "ä",
  "漢",
  "0",
  "f5",
  "home",
];
const hostile = fc.constantFrom(
  "plain words",
  "\x1b[2J\x1b[5;5H\x1b]52;c;aGk=\x07moved",
  "漢字 👩‍👩‍👧 e\u0301 \u202e ﷽ \u200b",
  "\ufffd\u0000\u0008\r\n\t|",
  "long ".repeat(60),
  "y".repeat(500),
  "",
);

/** A message of any kind; facts get their numbers when they arrive. */
type Told = Msg | { readonly kind: "facts"; readonly facts: readonly Event["fact"][] };

const anyMsg: fc.Arbitrary<Told> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...keys).map(keyMsg) },
  {
    weight: 3,
    arbitrary: fc.array(anyFact, { maxLength: 8 }).map((facts) => ({
      kind: "facts" as const,
      facts,
    })),
  },
  fc.record({ kind: fc.constant("paste" as const), text: hostile, truncated: fc.boolean() }),
  fc.record({
    kind: fc.constant("mouse" as const),
    action: fc.constantFrom("press", "release", "move", "wheel"),
    button: fc.constantFrom("left", "right", "up", "down"),
    x: fc.integer({ min: -2, max: 220 }),
    y: fc.integer({ min: -2, max: 60 }),
  }).map((made) => made as unknown as Msg),
  fc.record({
    kind: fc.constant("resize" as const),
    columns: fc.integer({ min: 1, max: 220 }),
    rows: fc.integer({ min: 1, max: 60 }),
  }),
  fc.nat(4_000_000).map((ms) => ({ kind: "tick" as const, nowMs: startMs + ms })),
  fc.record({
    text: hostile,
    count: fc.nat(40),
    task: fc.integer({ min: 1, max: 5 }),
    at: fc.nat(3),
  })
    .map(({ text, count, task, at }) => ({
      kind: "output" as const,
      task: idOf(task),
      at,
      path: "/t.log",
      tail: [],
      lines: Array.from({ length: count }, () => ({ kind: "say" as const, text })),
    })),
  fc.constantFrom(0, 1, 5, 40).map((count) => ({
    kind: "spec" as const,
    spec: parseSpec(count === 0 ? "# None\n" : specText(count)),
  })),
  fc.record({
    kind: fc.constant("no_spec" as const),
    state: fc.constantFrom("missing" as const, "broken" as const),
    message: hostile,
  }),
  fc.record({ kind: fc.constant("engine" as const), alive: fc.boolean(), holder: hostile }),
  fc.record({
    kind: fc.constant("engine_ended" as const),
    code: fc.constantFrom(0, 1, 70),
    text: hostile,
  }),
  fc.record({ text: hostile }).map(({ text }) => ({
    kind: "answer" as const,
    command: "stop",
    args: { task: idOf(1) },
    accepted: text === "",
    message: text,
    byEngine: text.length > 40,
  })),
  fc.constant({ kind: "sheet" as const, sheet: sampleSheet }),
  fc.record({
    kind: fc.constant("notice" as const),
    text: hostile,
    tone: fc.constant("warn" as const),
  }),
);

interface Place {
  seq: number;
}

function take(screen: Screen, msg: Told, place: Place): Screen {
  if (msg.kind !== "facts") return update(screen, msg);
  const events = msg.facts.map((fact): Event => {
    const seq = ++place.seq;
    return {
      seq,
      id: `e${seq}`,
      origin: "t",
      originN: seq,
      atMs: startMs + seq * 1000,
      run: RUN,
      fence: 1,
      fact,
    };
  });
  return update(screen, { kind: "events", events });
}

function frameOf(screen: Screen): Grid {
  const frame = view(screen);
  const { columns, rows } = screen.size;
  if (!isTooSmall(screen.size)) {
    assert.equal(frame.rows.length, rows);
    for (const line of frame.rows) assert.ok(lineWidth(line) <= columns);
  }
  const grid = compose(frame, screen.size);
  assert.equal(grid.glyphs.length, columns * rows);
  for (const glyph of grid.glyphs) {
    // deno-lint-ignore no-control-regex -- that there is none is what is tested
    assert.doesNotMatch(glyph, /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
  }
  return grid;
}

Deno.test("no sequence of messages throws, and every frame has its exact size", () => {
  fc.assert(
    fc.property(fc.array(anyMsg, { maxLength: 60 }), (msgs) => {
      const place = { seq: 0 };
      let screen = givenScreen({ tasks: 5 });
      for (const msg of msgs) {
        screen = take(screen, msg, place);
        frameOf(screen);
      }
    }),
    { numRuns: 250 },
  );
});

Deno.test("what is looked up for a tab may come at any time, for any task", () => {
  const any = fc.array(fc.constantFrom(...keys, ..."dddcc]]]]<>"), { maxLength: 25 });
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(states)), any, (make, pressed) => {
      let screen = make({});
      for (const key of pressed) {
        screen = lookedUp(update(screen, keyMsg(key)));
        frameOf(screen);
      }
    }),
    { numRuns: 100 },
  );
});

const paint = painter(themes.dark, "truecolor");

Deno.test("a terminal that is told only of changes shows each frame as it is", async () => {
  for (const size of [{ columns: 80, rows: 24 }, { columns: 121, rows: 33 }]) {
    const terminal = await openEmulator(size);
    let shown: Grid | null = null;
    for (const screen of everyView(size)) {
      const grid = compose(view(screen), size);
      await write(terminal, diff(shown, grid, paint));
      shown = grid;
      assertText(terminal, grid);
    }
  }
});

function* everyView(size: Screen["size"]): Iterable<Screen> {
  for (const make of Object.values(states)) {
    const screen = make({ size });
    for (const page of PAGES) yield { ...screen, page };
    for (const tab of tabs) yield lookedUp({ ...screen, tab: tab.id } as Screen);
  }
  for (const make of Object.values(dialogs)) yield make({ size });
}

/** Glyphs only: which colours they have is the painter's test. */
function assertText(terminal: Awaited<ReturnType<typeof openEmulator>>, grid: Grid): void {
  for (let y = 0; y < grid.rows; y++) {
    const wanted = grid.glyphs.slice(y * grid.columns, (y + 1) * grid.columns).join("").trimEnd();
    const found = terminal.buffer.active.getLine(y)?.translateToString(true) ?? "";
    assert.equal(found.trimEnd(), wanted, `row ${y}`);
  }
}
