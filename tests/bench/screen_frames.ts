// What a frame costs by itself: ten thousand tasks, ten thousand lines a second, at 200×50, thirty frames a second,
// from the messages to the codes for the terminal. No process, no terminal: that is `screen.ts`.
import process from "node:process";
import type { Event, Fact } from "../../src/pipeline/fact.ts";
import { diff } from "../../tui/diff.ts";
import { compose, type Grid } from "../../tui/grid.ts";
import { painter } from "../../tui/paint.ts";
import type { Screen } from "../../tui/screen.ts";
import { themes } from "../../tui/theme.ts";
import { update } from "../../tui/update.ts";
import { view } from "../../tui/view.ts";
import { givenScreen, idOf, implementing, press, startMs } from "../unit/tui/given_screen.ts";
import { landedFacts, started } from "./given_run.ts";
import type { Row } from "./row.ts";

const TASKS = 10_000;
const DONE = 9_000;
const LINES_PER_SECOND = 10_000;
const FRAMES_PER_SECOND = 30;
const SECONDS = 30;
const SIZE = { columns: 200, rows: 50 };

export async function screenFrames(): Promise<readonly Row[]> {
  const paint = painter(themes.dark, "truecolor");
  let screen = loaded();
  let shown: Grid | null = null;
  let bytes = 0;
  let task = DONE + 2;
  let line = 0;
  const times: number[] = [];
  const before = process.cpuUsage();
  for (let frame = -FRAMES_PER_SECOND; frame < SECONDS * FRAMES_PER_SECOND; frame++) {
    // The collector gets its turn as it does between frames of a real second.
    if (frame % FRAMES_PER_SECOND === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const startedAt = performance.now();
    screen = update(screen, { kind: "tick", nowMs: startMs + frame * 33 });
    const count = Math.round(LINES_PER_SECOND / FRAMES_PER_SECOND);
    screen = update(screen, {
      kind: "output",
      task: idOf(DONE + 1),
      at: line,
      tail: [],
      lines: Array.from({ length: count }, () => ({ kind: "say" as const, text: said(line++) })),
    });
    // Every second a task lands: some sixteen facts.
    if (frame % FRAMES_PER_SECOND === 0) screen = took(screen, landedFacts(idOf(task++)));
    const grid = compose(view(screen), SIZE);
    const codes = diff(shown, grid, paint);
    shown = grid;
    if (frame < 0) continue;
    times.push(performance.now() - startedAt);
    bytes += new TextEncoder().encode(codes).length;
  }
  const used = process.cpuUsage(before);
  const cpu = (used.user + used.system) / 1e6 / (SECONDS + 1) * 100;
  times.sort((one, other) => one - other);
  const note = `${TASKS} tasks, ${LINES_PER_SECOND} lines/s, ${SIZE.columns}×${SIZE.rows}`;
  return [
    {
      what: "frame p95, messages to codes",
      measured: at(times, 0.95),
      unit: "ms",
      limit: 5,
      note: `${note}; median ${at(times, 0.5).toFixed(2)} ms, p99 ${at(times, 0.99).toFixed(2)} ms`,
    },
    {
      what: "… CPU at 30 frames/s",
      measured: cpu,
      unit: "%",
      limit: 8,
      note: "of a core, reading and terminal not included",
    },
    {
      what: "… to the terminal",
      measured: bytes / SECONDS / 1000,
      unit: "kB/s",
      limit: 260,
      note: "",
    },
  ];
}

export function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

function said(line: number): string {
  return `line ${line} of what an agent says while it works on src/part${
    line % 50
  }.ts and tests it`;
}

function loaded(): Screen {
  const empty = givenScreen({ tasks: TASKS, size: SIZE, engine: true });
  const facts = [
    started(),
    ...Array.from({ length: DONE }, (_, at) => landedFacts(idOf(at + 1))).flat(),
    ...implementing(idOf(DONE + 1)),
  ];
  const screen = took(empty, facts);
  const selected = {
    ...screen,
    list: { ...screen.list, selected: idOf(DONE + 1), top: DONE - 20 },
  };
  return press(selected, "o");
}

function took(screen: Screen, facts: readonly Fact[]): Screen {
  const from = screen.run.seq;
  const events = facts.map((fact, at): Event => {
    const seq = from + at + 1;
    return {
      seq,
      id: `e${seq}`,
      origin: "bench",
      originN: seq,
      atMs: startMs,
      run: "run",
      fence: 1,
      fact,
    };
  });
  return update(screen, { kind: "events", events });
}
