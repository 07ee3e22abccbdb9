// Moments of the app, by name: the screens that key tests, golden frames and pictures are made of.
import type { Fact } from "../../../src/pipeline/fact.ts";
import { parseSpec } from "../../../src/spec/parse.ts";
import type { DialogKind } from "../../../tui/dialogs/dialog.ts";
import type { LaunchSheet } from "../../../tui/launch_sheet.ts";
import type { Msg } from "../../../tui/msg.ts";
import type { Size } from "../../../tui/grid.ts";
import { openDialog, type Screen } from "../../../tui/screen.ts";
import { update } from "../../../tui/update.ts";
import { watched } from "../../../tui/watch.ts";
import { events, givenScreen, press, startMs } from "./given_screen.ts";
import {
  asks,
  began,
  conflict,
  ended,
  failed,
  id,
  landed,
  outside,
  sampleChecks,
  sampleDiff,
  sampleOutput,
  sampleSpec,
  working,
} from "./sample.ts";

export interface Look {
  readonly size?: Size;
  readonly ascii?: boolean;
}

const first = { task: id(1), attempt: 1 };
const second = { task: id(2), attempt: 1 };
const third = { task: id(3), attempt: 1 };
const fourth = { task: id(4), attempt: 1 };
const sixth = { task: id(6), attempt: 1 };

const underWay: readonly Fact[] = [
  ...began,
  ...landed(first),
  ...landed(second),
  ...working(third),
  ...working(fourth, "check", "codex"),
];

const waitsForPeople: readonly Fact[] = [
  ...underWay,
  ...asks(sixth),
  { type: "TaskHeld", task: id(9), reason: "the schema is not decided", by: "tui:ada" },
];

const allDone: readonly Fact[] = [
  ...began,
  ...Array.from({ length: 9 }, (_, at) => landed({ task: id(at + 1), attempt: 1 })).flat(),
  ended(0, "all done"),
];

/** How the run stands, whatever is looked at. */
export const states: Readonly<Record<string, (look: Look) => Screen>> = {
  "no spec": (look) =>
    given(look, { tasks: "" }, [{
      kind: "no_spec",
      state: "missing",
      message: "there is no spec",
    }]),
  "broken spec": (look) =>
    given(look, { tasks: "" }, [{
      kind: "no_spec",
      state: "broken",
      message: "Cannot read spec/tasks.md: TASK-002 needs TASK-009, which is not there (line 12)",
    }]),
  "no tasks": (look) => given(look, { tasks: "# Tasks\n" }),
  idle: (look) => given(look, {}),
  starting: (look) => press(launchSheet(look, {}), "enter"),
  running: (look) => given(look, { facts: underWay, engine: true }, [said(third)]),
  paused: (look) =>
    given(look, { facts: [...underWay, { type: "RunPaused", by: "tui:bob" }], engine: true }, [
      said(third),
    ]),
  stopping: (look) =>
    given(look, {
      facts: [...underWay, {
        type: "StopRequested",
        mode: "soft",
        by: "cli:ada",
        reason: "stopped by cli:ada",
      }],
      engine: true,
    }, [said(third)]),
  parked: (look) =>
    given(look, {
      facts: [...underWay, {
        type: "AgentParked",
        agent: "claude",
        kind: "agent_limit",
        untilMs: startMs + 3_600_000,
        message: "usage limit reached",
      }],
      engine: true,
    }, [said(third)]),
  waiting: (look) => given(look, { facts: waitsForPeople, engine: true }, [said(third)]),
  failed: (look) =>
    given(look, {
      facts: [
        ...began,
        ...landed(first),
        ...landed(second),
        ...failed(third),
        ...failed({ ...third, attempt: 2 }),
        ended(1, "1 task failed"),
      ],
    }, [said(third)]),
  conflicts: (look) =>
    given(look, {
      facts: [
        ...began,
        ...landed(first),
        ...conflict(second),
        ...conflict({ ...second, attempt: 2 }),
        ...outside(fourth),
        {
          type: "HarnessChanged",
          ...third,
          diff: "--- .git/config\n+++ .git/config\n+[core]\n+  hooksPath = /tmp/evil\n",
        },
        {
          type: "TargetWaits",
          target: "main",
          reason: { kind: "overlap", files: ["README.md"] },
          message: "your changes in README.md stand in the way",
        },
        ended(4, "waits for you"),
      ],
    }),
  "cut off": (look) => given(look, { facts: underWay }, [said(third)]),
  "did not start": (look) =>
    update(press(launchSheet(look, {}), "enter"), {
      kind: "engine_ended",
      code: 3,
      text: "Cannot start: claude is not on PATH",
    }),
  done: (look) => given(look, { facts: allDone }, [said(third)]),
};

const choice = (text: string, note: string) => ({
  text,
  note,
  request: { kind: "open_spec", prefix: text } as const,
});

/** One of each kind: a new kind does not compile until it stands here. */
export const dialogKinds: Readonly<Record<DialogKind, (look: Look) => Screen>> = {
  help: (look) => press(at("running", look), "?"),
  palette: (look) => press(at("running", look), ":", "p"),
  quit: (look) => press(at("running", look), "q"),
  start: (look) => launchSheet(look, {}),
  confirm: (look) => press(on("waiting", look, id(5)), "D"),
  ask: (look) => press(at("idle", look), "b"),
  retry: (look) => press(on("failed", look, id(3)), "R"),
  pick: (look) =>
    openDialog(at("idle", look), {
      kind: "pick",
      title: "Specs",
      choices: [choice("tasks.md", "9 tasks"), choice("api-tasks.md", "3 tasks, 1 done")],
      selected: 1,
    }),
  detail: (look) =>
    openDialog(at("failed", look), {
      kind: "detail",
      about: "text",
      title: "The run did not start",
      text: Array.from({ length: 40 }, (_, n) => `Line ${n} of what is known of it.`),
      top: 3,
    }),
};

/** Every pane's own states come from `states`; these are what lies upon them. */
export const dialogs: Readonly<Record<string, (look: Look) => Screen>> = {
  ...dialogKinds,
  "palette of nothing": (look) => press(at("running", look), ":", ..."zzzz"),
  "start, looking": (look) => press(at("idle", look), "s"),
  "start, refused": (look) =>
    launchSheet(look, { refused: "Cannot start: another engine runs (pid 7 on here)" }),
  "retry, the model": (look) => press(on("failed", look, id(3)), "R", "tab", "tab", ..."opus"),
  "the end of a run": (look) =>
    openDialog(at("done", look), { kind: "detail", about: "end", top: 0 }),
  "ask with a text": (look) => press(on("waiting", look, id(6)), "m", ..."both"),
  "a dialog on a dialog": (look) => openDialog(press(at("idle", look), "b"), { kind: "quit" }),
  filter: (look) => press(at("running", look), "/", ..."bud"),
  "filter kept": (look) => press(at("running", look), "/", ..."bud", "enter"),
  "filter of nothing": (look) => press(at("running", look), "/", ..."zzz", "enter"),
  search: (look) => press(on("running", look, id(3)), "o", "tab", "/", ..."pass"),
  "search kept": (look) => press(on("running", look, id(3)), "o", "tab", "/", ..."pass", "enter"),
  marked: (look) => press(at("running", look), "space", "space"),
  "by status": (look) => press(at("running", look), "t"),
  "as a tree": (look) => press(at("running", look), "t", "t"),
  "in order": (look) => press(at("running", look), "t", "t", "t"),
  zoomed: (look) => press(at("running", look), "z"),
  "detail focused": (look) => press(at("running", look), "enter"),
};

export function at(state: string, look: Look = {}): Screen {
  const make = states[state];
  if (make === undefined) throw new Error(`there is no state "${state}"`);
  return { ...make(look), requests: [] };
}

/** The same with another task selected. */
export function on(state: string, look: Look, task: string): Screen {
  const screen = at(state, look);
  const downs = screen.spec.tasks.findIndex((one) => one.id === task);
  return press(press(screen, "g"), ...Array.from({ length: downs }, () => "j"));
}

interface Given {
  readonly tasks?: string;
  readonly facts?: readonly Fact[];
  readonly engine?: boolean;
}

function given(look: Look, { tasks = sampleSpec, facts = [], engine }: Given, msgs: Msg[] = []) {
  const { size = { columns: 80, rows: 24 }, ascii = false } = look;
  const empty = givenScreen({ tasks, size, ascii });
  const now = events(facts).at(-1)?.atMs ?? startMs;
  const all: Msg[] = [
    { kind: "tick", nowMs: now + 12_000 },
    ...tasks === "" ? [] : [{ kind: "spec", spec: parseSpec(tasks) } as const],
    ...engine ? [{ kind: "engine", alive: true, holder: "pid 7 on here" } as const] : [],
    { kind: "events", events: events(facts) },
    ...msgs,
  ];
  const own = { project: "ledger", budgetUsd: 20, jobs: 3, otherSpecs: ["api-"] };
  const about = { ...empty.about, ...own };
  return { ...all.reduce(update, { ...empty, about }), notice: null, requests: [] };
}

function said(one: { readonly task: string; readonly attempt: number }): Msg {
  return {
    kind: "output",
    task: one.task,
    at: 0,
    lines: sampleOutput,
    tail: [{ kind: "say", text: "Now the totals of each" }],
  };
}

function launchSheet(look: Look, more: Partial<LaunchSheet>): Screen {
  return update(press(at("idle", look), "s"), {
    kind: "sheet",
    sheet: { ...sampleSheet, ...more },
  });
}

export const sampleSheet: LaunchSheet = {
  selection: { kind: "all" },
  tasks: parseSpec(sampleSpec).tasks.map(({ id, name }) => ({ id, name })),
  mode: "git",
  target: "main",
  head: "main",
  integration: "merge",
  jobs: 3,
  worktrees: "/home/ada/.ledger.spec-tui-1 to 3",
  uncommitted: ["README.md", "notes/todo.txt"],
  lacking: [".env"],
  agents: [{ name: "claude", note: "sonnet" }, { name: "codex", note: "not found on PATH" }],
  commands: [{ name: "test", command: "deno test" }, { name: "lint", command: "deno lint" }],
  limits: [{ name: "budget", value: "$20.00" }, { name: "attempts", value: "3" }],
  warnings: ["retry_delay_seconds is 0: failed attempts are tried again at once"],
  refused: "",
};

/** With what the host would find for the tab in sight: texts traced to, a diff, what checks printed. */
export function lookedUp(screen: Screen): Screen {
  const { docs, diff, checks } = watched(screen);
  const msgs: Msg[] = [];
  if (docs !== null) {
    const sections = docs.ids.map((id) => ({
      id,
      file: id.startsWith("REQ") ? "requirements.md" : "design.md",
      text: `### ${id}: Sums\n\nA month's sum is that of its entries; a month without any is 0.`,
    }));
    msgs.push({ kind: "docs", ids: docs.ids, stamp: "s", sections });
  }
  if (diff !== null) {
    msgs.push({ kind: "diff", wanted: diff, text: sampleDiff, isCut: false, problem: "" });
  }
  if (checks !== null) msgs.push({ kind: "checks", ...checks, stamp: "s", reports: sampleChecks });
  return { ...msgs.reduce(update, screen), requests: [] };
}
