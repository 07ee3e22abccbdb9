// The reducer: screen and message → screen. What the world shall do stands in `requests`, which are those of
// the last message only.
import { leave } from "./actions/run.ts";
import { inbox } from "./derive.ts";
import type { Msg } from "./msg.ts";
import { ask, replaceDialog, say, type Screen } from "./screen.ts";
import { taskRows } from "./task_rows.ts";
import { updateDetail } from "./update_detail.ts";
import { updateInput } from "./update_input.ts";
import {
  askFile,
  goOn,
  onFileSays,
  onOlderFacts,
  onProject,
  takeEvents,
  withStartFailure,
  withSummary,
} from "./update_world.ts";

const noticeMs = 8_000;

export function update(before: Screen, msg: Msg): Screen {
  const screen = before.requests.length === 0 ? before : { ...before, requests: [] };
  switch (msg.kind) {
    case "key":
    case "mouse":
    case "paste":
    case "focus":
    case "resize":
    case "end":
      return updateInput(screen, msg);
    case "tick":
      return onTick(screen, msg.nowMs);
    case "events":
      return onEvents(screen, msg);
    case "caught_up":
      return onCaughtUp(screen);
    case "spec":
      return askFile(withSelection({ ...screen, spec: msg.spec, specState: { kind: "read" } }));
    case "no_spec":
      return { ...screen, specState: { kind: msg.state, message: msg.message } };
    case "engine":
      return onEngine(screen, msg);
    case "engine_ended":
      return onEngineEnded(screen, msg);
    case "output":
    case "output_page":
    case "docs":
    case "diff":
    case "checks":
      return updateDetail(screen, msg);
    case "sheet":
      return onSheet(screen, msg);
    case "answer":
      return onAnswer(screen, msg);
    case "project":
      return onProject(screen, msg);
    case "opened":
      return { ...screen, about: msg.about, keymap: msg.keymap, theme: msg.theme };
    case "branch":
      return { ...screen, about: { ...screen.about, branch: msg.branch } };
    case "faces":
      return screen.faces === msg.count ? screen : { ...screen, faces: msg.count };
    case "older_facts":
      return onOlderFacts(screen, msg);
    case "file_says":
      return onFileSays(screen, msg);
    case "notice":
      return say(screen, msg.text, msg.tone);
  }
}

/** Nobody has chosen a task yet: keys waited. */
function onCaughtUp(screen: Screen): Screen {
  if (!screen.isReading) return screen;
  const list = { ...screen.list, selected: null };
  return askFile(withSelection({ ...screen, isReading: false, run: screen.log, list }));
}

type Kind<K extends Msg["kind"]> = Extract<Msg, { kind: K }>;

function onTick(screen: Screen, nowMs: number): Screen {
  const isOld = screen.notice !== null && nowMs - screen.notice.atMs > noticeMs;
  return { ...screen, nowMs, ...isOld ? { notice: null } : {} };
}

function onEvents(screen: Screen, { events, areOld = false }: Kind<"events">): Screen {
  if (events.length === 0) return screen;
  if (areOld) return askFile(withSelection(takeEvents(screen, events)));
  const waitingBefore = inbox(screen).length;
  const next = told(askFile(withSelection(takeEvents(screen, events))), events);
  return inbox(next).length > waitingBefore ? ask(next, { kind: "bell" }) : next;
}

/** The end of a run is said, whoever looks elsewhere. */
function told(screen: Screen, events: Kind<"events">["events"]): Screen {
  const last = events.findLast(({ fact }) => fact.type === "RunEnded" || fact.type === "RunStarted")
    ?.fact;
  if (last?.type !== "RunEnded") return screen;
  const tone = last.exitCode === 0 ? "ok" : "warn";
  return say(withSummary(screen), `the run has ended: ${last.reason}`, tone);
}

function onEngine(screen: Screen, { alive, holder }: Kind<"engine">): Screen {
  if (alive) {
    if (screen.engine.kind === "alive" && screen.engine.holder === holder) return screen;
    const notice = screen.engine.kind === "starting" ? null : screen.notice;
    const run = screen.isReading ? screen.run : screen.log;
    return { ...screen, run, engine: { kind: "alive", holder }, notice };
  }
  return screen.engine.kind === "alive" ? askFile({ ...screen, engine: { kind: "none" } }) : screen;
}

/** One that never took its lock did not start: what it printed says why. */
function onEngineEnded(screen: Screen, { code, text }: Kind<"engine_ended">): Screen {
  if (screen.engine.kind !== "starting") return screen;
  const hasRun = (screen.run.current?.startedMs ?? 0) >= screen.engine.sinceMs;
  if (hasRun || code === 0) return { ...screen, engine: { kind: "none" } };
  const why = text === "" ? `the engine ended with ${code}` : text;
  const failed: Screen = { ...screen, engine: { kind: "failed", text: why } };
  return say(withStartFailure(failed, why), why, "error");
}

function onSheet(screen: Screen, { sheet }: Kind<"sheet">): Screen {
  const dialog = screen.dialogs.at(-1);
  if (dialog?.kind !== "start") return screen;
  const isAnswer = JSON.stringify(dialog.selection) === JSON.stringify(sheet.selection);
  return isAnswer ? replaceDialog(screen, { ...dialog, sheet }) : screen;
}

function onAnswer(screen: Screen, msg: Kind<"answer">): Screen {
  const { command, accepted, message } = msg;
  const told = say(screen, accepted ? message : `${command}: ${message}`, accepted ? "ok" : "warn");
  const next = goOn(told, msg);
  if (screen.leaving === null || command !== "stop") return next;
  return accepted ? leave(next, screen.leaving) : { ...next, leaving: null };
}

/** Something is always selected while there are tasks; one that is gone gives way to the first. */
function withSelection(screen: Screen): Screen {
  const { selected } = screen.list;
  if (selected !== null && screen.spec.byId.has(selected)) return screen;
  const first = taskRows(screen).rows.find((row) => row.kind === "task");
  const id = first?.kind === "task" ? first.task.id : null;
  return id === selected ? screen : { ...screen, list: { ...screen.list, selected: id } };
}
