// The run as a whole: start it, pause it, stop it, leave it.
import type { Selection } from "../../src/pipeline/fact.ts";
import { refuseCommand } from "../available.ts";
import { isRunning, selectedTask } from "../derive.ts";
import { plural } from "../format.ts";
import { ask, closeDialog, openDialog, replaceDialog, say, type Screen } from "../screen.ts";

/** Opens the launch sheet; nothing is paid for before `enter` there. */
export function openStart(screen: Screen): Screen {
  const selection = selectionsOf(screen)[0] ?? { kind: "all" };
  const opened = openDialog(screen, { kind: "start", selection, sheet: null, top: 0 });
  return ask(opened, { kind: "sheet", selection });
}

export function refuseStart(screen: Screen): string | null {
  if (screen.engine.kind === "alive") return "a run is in progress";
  if (screen.engine.kind === "starting") return "a run is starting";
  if (screen.specState.kind === "missing" || screen.specState.kind === "broken") {
    return screen.specState.message;
  }
  return screen.spec.tasks.length === 0 ? "the spec has no tasks" : null;
}

/** The screen shows the demo instead; what runs here goes on. */
export function openDemo(screen: Screen): Screen {
  const isNothingHere = screen.specState.kind === "missing" && !isRunning(screen);
  if (isNothingHere) return ask(say(screen, "making the sample project"), { kind: "demo" });
  return openDialog(screen, {
    kind: "confirm",
    title: "Open the demo?",
    verb: "open it",
    lines: [
      "A sample project in a temporary folder, with a scripted agent that costs nothing.",
      `This screen shows it instead of ${screen.about.project}; what runs here goes on.`,
    ],
    requests: [{ kind: "demo" }],
  });
}

export function refuseSpecs({ about }: Screen): string | null {
  return about.otherSpecs.length === 0 ? "there is no other spec in this folder" : null;
}

export function pickSpec(screen: Screen): Screen {
  const choices = screen.about.otherSpecs.map((prefix) => ({
    text: `spec/${prefix}tasks.md`,
    note: prefix === "" ? "" : `--spec-prefix ${prefix}`,
    request: { kind: "open_spec", prefix } as const,
  }));
  return openDialog(screen, { kind: "pick", title: "Open another spec", choices, selected: 0 });
}

/** The next choice of tasks: all, the marked or selected ones, the next one, its milestone. */
export function nextSelection(screen: Screen): Screen {
  const dialog = screen.dialogs.at(-1);
  if (dialog?.kind !== "start") return screen;
  const choices = selectionsOf(screen);
  const now = choices.findIndex((one) =>
    describeSelection(one) === describeSelection(dialog.selection)
  );
  const selection = choices[(now + 1) % choices.length] ?? dialog.selection;
  return ask(replaceDialog(screen, { ...dialog, selection, sheet: null, top: 0 }), {
    kind: "sheet",
    selection,
  });
}

export function launch(screen: Screen): Screen {
  const dialog = screen.dialogs.at(-1);
  if (dialog?.kind !== "start") return screen;
  const starting = { kind: "starting", sinceMs: screen.nowMs } as const;
  const next = say({ ...closeDialog(screen), engine: starting }, "starting");
  return ask(next, { kind: "start", selection: dialog.selection });
}

export function refuseLaunch(screen: Screen): string | null {
  const dialog = screen.dialogs.at(-1);
  if (dialog?.kind !== "start" || dialog.sheet === null) return "still looking";
  if (dialog.sheet.refused !== "") return dialog.sheet.refused.split("\n")[0] ?? "refused";
  const { ahead, working } = screen.run;
  if (dialog.sheet.tasks.length === 0 && ahead === null && working.size === 0) {
    return "there is nothing to do";
  }
  return refuseStart(screen);
}

export function describeSelection(selection: Selection): string {
  switch (selection.kind) {
    case "all":
      return "all tasks";
    case "next":
      return "the next task";
    case "watch":
      return "all tasks, and those to come";
    case "tasks":
      return selection.ids.length === 1
        ? selection.ids[0] ?? ""
        : plural(selection.ids.length, "task");
    case "milestone":
      return `milestone "${selection.text}"`;
  }
}

export function togglePause(screen: Screen): Screen {
  return ask(screen, { kind: "tell", command: pauseCommand(screen), args: {} });
}

export function refusePause(screen: Screen): string | null {
  return refuseCommand(screen, pauseCommand(screen));
}

export function stopSoftly(screen: Screen): Screen {
  return ask(screen, { kind: "tell", command: "stop", args: {} });
}

export function refuseStop(screen: Screen): string | null {
  const isStopping = isRunning(screen) && screen.run.current?.stop;
  return isStopping ? "it is stopping already" : refuseCommand(screen, "stop");
}

/** With nothing running there is nothing to ask about. */
export function openQuit(screen: Screen): Screen {
  if (screen.engine.kind !== "alive" && screen.engine.kind !== "starting") return leave(screen, "");
  return openDialog(screen, { kind: "quit" });
}

export function detach(screen: Screen): Screen {
  return leave(
    screen,
    "The run goes on. `spec-tui` comes back to it; `spec-tui stop` ends it.",
  );
}

export function stopAndLeave(screen: Screen): Screen {
  const farewell = "The run stops after the attempts in progress. `spec-tui` comes back to it.";
  return ask({ ...closeDialog(screen), leaving: farewell }, {
    kind: "tell",
    command: "stop",
    args: {},
  });
}

export function abortAndLeave(screen: Screen): Screen {
  const farewell = "The run was ended. What was done is kept: `spec-tui` goes on from there.";
  return ask({ ...closeDialog(screen), leaving: farewell }, {
    kind: "tell",
    command: "stop",
    args: { now: true },
  });
}

export function refuseStopAndLeave(screen: Screen): string | null {
  return refuseStop(screen);
}

export function refuseAbort(screen: Screen): string | null {
  return refuseCommand(screen, "stop", { now: true });
}

export function leave(screen: Screen, farewell: string): Screen {
  return ask(screen, { kind: "quit", farewell });
}

function pauseCommand(screen: Screen): "pause" | "resume" {
  return isRunning(screen) && screen.run.current?.paused ? "resume" : "pause";
}

function selectionsOf(screen: Screen): Selection[] {
  const marks = [...screen.list.marks];
  const task = selectedTask(screen);
  const chosen: Selection[] = marks.length > 0 ? [{ kind: "tasks", ids: marks }] : [];
  const one: Selection[] = marks.length === 0 && task ? [{ kind: "tasks", ids: [task.id] }] : [];
  const milestone: Selection[] = task && task.milestone !== ""
    ? [{ kind: "milestone", text: task.milestone }]
    : [];
  return [...chosen, { kind: "all" }, ...one, ...milestone, { kind: "next" }];
}
