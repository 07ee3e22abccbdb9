// What the world tells besides facts: another project, what the file says while no engine reads it, older facts.
import { evolve } from "../src/pipeline/evolve.ts";
import type { Fact, Selection, Told } from "../src/pipeline/fact.ts";
import { emptyRun, type Run } from "../src/pipeline/run.ts";
import { anchorOf, keepFact, toItem } from "./actions/page.ts";
import type { TaskId } from "../src/spec/spec.ts";
import type { Msg } from "./msg.ts";
import { ask, emptyScreen, openDialog, say, type Screen } from "./screen.ts";
import { addToTimeline } from "./timeline.ts";

type Kind<K extends Msg["kind"]> = Extract<Msg, { kind: K }>;

const maxFacts = 5_000;

/** Facts into the log's run and what is gathered beside it; the rows under the cursors stay where they are. */
export function takeEvents(screen: Screen, events: readonly Told[]): Screen {
  const anchor = anchorOf(screen);
  for (const event of events) {
    evolve(screen.log, event);
    addToTimeline(screen.timeline, event);
    screen.facts.push(event);
  }
  const run = screen.isReading ? screen.run : screen.log;
  const next = keepFact(trimmed({ ...screen, run }), events.length);
  return toItem(next, anchor);
}

/** A screen for a log that takes a while to read: shown by the file until then, for half a history tells nothing true. */
export function whileReading(screen: Screen): Screen {
  return { ...screen, run: emptyRun(), isReading: true };
}

/** What leaves the newest facts joins the older ones, where those are looked at. */
function trimmed(screen: Screen): Screen {
  const { facts, older } = screen;
  if (facts.length <= maxFacts * 1.2) return screen;
  const gone = facts.splice(0, facts.length - maxFacts);
  if (older.events.length === 0) return screen;
  return { ...screen, older: { ...older, events: [...older.events, ...gone] } };
}

/** While no engine reads the file, a status changed by hand shows all the same. */
export function askFile(screen: Screen): Screen {
  if (!readsFile(screen)) return screen;
  return ask(screen, { kind: "file_says", run: screen.log, spec: screen.spec });
}

export function readsFile({ engine, specState, log, isReading }: Screen): boolean {
  const isIdle = engine.kind === "none" || engine.kind === "failed";
  return isIdle && !isReading && specState.kind === "read" && log.seq > 0;
}

/** Shown from a copy: the log's own run takes facts of the log only. */
export function onFileSays(screen: Screen, { seq, facts }: Kind<"file_says">): Screen {
  if (!readsFile(screen) || screen.log.seq !== seq) return screen;
  const changes = facts.flatMap((fact) => fact.type === "SpecRead" ? fact.changes : []);
  if (changes.length === 0) {
    return screen.run === screen.log ? screen : { ...screen, run: screen.log };
  }
  const run = copyFor(screen.log, changes.map(({ task }) => task));
  for (const fact of facts) evolve(run, imagined(run, fact, screen.nowMs));
  return { ...screen, run };
}

/** A copy as far as a reading of the file changes a run: for one task not ten thousand are copied. */
function copyFor(log: Run, changed: readonly TaskId[]): Run {
  const tasks = new Map(log.tasks);
  for (const id of changed) {
    const state = tasks.get(id);
    if (state !== undefined) tasks.set(id, { ...state });
  }
  return { ...log, tasks, working: new Set(log.working), fileStatus: new Map(log.fileStatus) };
}

function imagined(run: Run, fact: Fact, atMs: number): Told {
  return { seq: run.seq + 1, atMs, run: null, fact };
}

/** Everything begins anew, the terminal as it is. */
export function onProject(screen: Screen, { about, starts }: Kind<"project">): Screen {
  const { size, nowMs, ascii, keymap, theme } = screen;
  const empty = emptyScreen({ size, nowMs, ascii, keymap, about, theme });
  const opened = whileReading(say(empty, `${about.project}, ${about.tasksPath}`));
  return starts ? { ...opened, engine: { kind: "starting", sinceMs: nowMs } } : opened;
}

export function onOlderFacts(screen: Screen, { events }: Kind<"older_facts">): Screen {
  if (screen.page !== "facts") return screen;
  return { ...screen, older: { events: [...events, ...screen.older.events], isAsked: false } };
}

/** The end of a run is summed up, unless a person asked for it or is busy with something else. */
export function withSummary(screen: Screen): Screen {
  const isBusy = screen.dialogs.length > 0 || screen.typing !== null;
  const { current } = screen.run;
  if (isBusy || current === null || current.stop !== null) return screen;
  return openDialog(screen, { kind: "detail", about: "end", top: 0 });
}

/** What happened, the evidence, what was kept, what it cost, and what may be done. */
export function withStartFailure(screen: Screen, why: string): Screen {
  if (screen.dialogs.length > 0) return screen;
  const key = (name: string) => screen.keymap.find((row) => row.name === name)?.keys[0] ?? "";
  return openDialog(screen, {
    kind: "detail",
    about: "text",
    title: "The run did not start",
    text: [
      ...why.split("\n"),
      "",
      "Nothing was changed, and nothing was paid.",
      `${key("start")} looks again and starts; ${key("edit")} opens the spec; ${
        key("quit")
      } leaves. \`spec-tui doctor\` checks what a run needs.`,
    ],
    top: 0,
  });
}

/** Without an engine, what was asked for is done by starting one: for all of it, once all is answered. */
export function goOn(screen: Screen, msg: Kind<"answer">): Screen {
  const { command, args, accepted, byEngine } = msg;
  const untold = Math.max(0, screen.untold - 1);
  const wanted = accepted && !byEngine ? selectionAfter(screen, command, args) : null;
  const toStart = joined(screen.toStart, wanted);
  // An engine that did not answer is gone, though its lock was seen a moment ago.
  const isStarting = screen.engine.kind === "starting";
  if (toStart === null || untold > 0 || isStarting) {
    return { ...screen, untold, toStart: untold > 0 ? toStart : null };
  }
  const engine = { kind: "starting", sinceMs: screen.nowMs } as const;
  return ask({ ...screen, untold, toStart: null, engine }, { kind: "start", selection: toStart });
}

/** Tasks add up; anything wider holds them. */
function joined(one: Selection | null, other: Selection | null): Selection | null {
  if (one === null || other === null) return one ?? other;
  if (one.kind !== "tasks") return one;
  if (other.kind !== "tasks") return other;
  return { kind: "tasks", ids: [...new Set([...one.ids, ...other.ids])] };
}

/** What an engine is started for once a command made work possible; null: for nothing. */
function selectionAfter(
  screen: Screen,
  command: string,
  args: Readonly<Record<string, unknown>>,
): Selection | null {
  const task: Selection = { kind: "tasks", ids: [String(args.task)] };
  switch (command) {
    case "retry":
    case "answer":
      return task;
    case "land":
      return { kind: "tasks", ids: [] };
    case "resolve":
      if (args.harness === true) return { kind: "tasks", ids: [] };
      return args.how === "drop" ? null : task;
    case "budget":
      if (typeof args.task === "string") return task;
      return screen.run.current?.selection ?? null;
    default:
      return null;
  }
}
