// THE table of keys. Dispatch, footer, `?`, the palette, the README's table and the tests come from it; a key
// that is not here does nothing.
import * as go from "./actions/go.ts";
import * as moves from "./actions/move.ts";
import * as outputs from "./actions/output.ts";
import * as runs from "./actions/run.ts";
import * as tasks from "./actions/task.ts";
import * as typing from "./actions/typing.ts";
import type { Binding, Context } from "./binding.ts";
import { ask, closeDialog, PAGES, type Screen, type TabId } from "./screen.ts";
import { paneNamed } from "./panes/registry.ts";

type Row = Omit<Binding, "context" | "keys"> & { readonly keys: string };

const pageTitles = ["Tasks", "Inbox", "Runs", "Costs", "Timeline", "Facts"];

// deno-fmt-ignore
export const defaultKeymap: readonly Binding[] = [
  ...rows("run", [
    { keys: "s", name: "start", hint: "start", footer: 3, help: "show what a run would do, then start it", refuse: runs.refuseStart, act: runs.openStart },
    { keys: "p", name: "pause", hint: "pause", footer: 4, help: "pause the run, or go on after a pause", refuse: runs.refusePause, act: runs.togglePause },
    { keys: "S", name: "stop", hint: "stop", footer: 10, help: "stop after the attempts in progress", refuse: runs.refuseStop, act: runs.stopSoftly },
  ]),
  ...rows("task", [
    { keys: "r", name: "retry", hint: "retry", footer: 5, help: "try the task again, continuing its work", refuse: tasks.refuseTasks("retry"), act: tasks.retry },
    { keys: "R", name: "retry-with", hint: "retry with", help: "retry with a note to the agent", refuse: tasks.refuseTasks("retry"), act: tasks.askFor("retry", "note", { title: (id) => `Retry ${id}`, placeholder: "a note to the agent (may stay empty)", isOptional: true }) },
    { keys: "a", name: "approve", hint: "approve", help: "approve the task's commit", refuse: tasks.refuseTasks("approve"), act: tasks.tellTasks("approve") },
    { keys: "x", name: "reject", hint: "reject", help: "reject the task's commit", refuse: tasks.refuseTasks("reject"), act: tasks.confirmTasks("reject", "reject", []) },
    { keys: "c", name: "comment", hint: "comment", help: "ask for changes with a comment", refuse: tasks.refuseTasks("fix"), act: tasks.askFor("fix", "text", { title: (id) => `Changes to ${id}`, placeholder: "what should be different", isOptional: false }) },
    { keys: "m", name: "answer", hint: "answer", footer: 6, help: "answer the agent's question", refuse: tasks.refuseBeforeText("answer", "text"), act: tasks.askFor("answer", "text", { title: (id) => `${id} asks`, placeholder: "your answer", isOptional: false, lines: tasks.questionLines }) },
    { keys: "K", name: "kill", hint: "kill", help: "end the attempt in progress", refuse: () => "ending one attempt is not built yet: S stops after it", act: (screen) => screen },
    { keys: "D", name: "skip", hint: "skip", footer: 12, help: "count the task as done without running it", refuse: tasks.refuseTasks("skip"), act: tasks.confirmTasks("skip", "skip", ["It counts as done; tasks that need it may start.", "u takes it back."]) },
    { keys: "b", name: "block", hint: "block", footer: 13, help: "hold the task back, with a reason", refuse: tasks.refuseTasks("block"), act: tasks.askFor("block", "reason", { title: (id) => `Block ${id}`, placeholder: "the reason", isOptional: true }) },
    { keys: "o", name: "output", hint: "output", footer: 8, help: "what its agents say", refuse: refuseTab("output"), act: tab("output") },
    { keys: "d", name: "diff", hint: "diff", help: "what it changes", refuse: refuseTab("diff"), act: tab("diff") },
    { keys: "w", name: "why", hint: "why", footer: 11, help: "why it is where it is", refuse: refuseTab("why"), act: tab("why") },
    { keys: "e", name: "edit", hint: "edit", footer: 14, help: "open the spec at this task in $EDITOR", act: tasks.editSpec },
    { keys: "O", name: "transcript", hint: "transcript", help: "open the whole transcript in $PAGER", refuse: outputs.refuseTranscript, act: outputs.pageTranscript },
    { keys: "y", name: "copy", hint: "copy", help: "copy the task's id", refuse: tasks.refuseWithoutTask, act: tasks.copyTask },
    { keys: "+", name: "raise", hint: "raise", help: "raise the budget once by this many dollars", act: tasks.askFor("budget", "usd", { title: (id) => `Raise the budget of ${id}`, placeholder: "dollars, such as 1.50", isOptional: false }), refuse: tasks.refuseWithoutTask },
  ]),
  ...rows("output", [
    { keys: "f", name: "follow", hint: "follow", footer: 7, help: "follow the end, or stay here", refuse: outputs.refuseOutput, act: outputs.toggleFollow },
    { keys: "W", name: "wrap", hint: "wrap", footer: 15, help: "wrap long lines, or cut them", refuse: outputs.refuseOutput, act: outputs.toggleWrap },
    { keys: "!", name: "next-error", hint: "next error", footer: 16, help: "to the next error", refuse: outputs.refuseOutput, act: outputs.nextError },
  ]),
  ...rows("list", [
    { keys: "j down", name: "down", hint: "down", help: "one row down", act: moved({ by: 1 }) },
    { keys: "k up", name: "up", hint: "up", help: "one row up", act: moved({ by: -1 }) },
    { keys: "g home", name: "top", hint: "top", help: "to the first row", act: moved({ to: "start" }) },
    { keys: "G end", name: "bottom", hint: "bottom", help: "to the last row", act: moved({ to: "end" }) },
    { keys: "ctrl+d", name: "half-down", hint: "half down", help: "half a page down", act: moved({ pages: 0.5 }) },
    { keys: "ctrl+u", name: "half-up", hint: "half up", help: "half a page up", act: moved({ pages: -0.5 }) },
    { keys: "pagedown ctrl+f", name: "page-down", hint: "page down", help: "a page down", act: moved({ pages: 1 }) },
    { keys: "pageup ctrl+b", name: "page-up", hint: "page up", help: "a page up", act: moved({ pages: -1 }) },
    { keys: "space", name: "mark", hint: "mark", help: "mark the task; commands then mean the marked ones", refuse: tasks.refuseWithoutTask, act: tasks.toggleMark },
    { keys: "enter", name: "open", hint: "open", help: "into the pane beside the list", refuse: go.refuseOpen, act: go.open },
    { keys: "t", name: "arrange", hint: "arrange", footer: 17, help: "arrange by spec order, milestone, status or dependencies", act: go.rearrange },
  ]),
  ...rows("everywhere", [
    { keys: "/", name: "find", hint: "filter", footer: 9, help: "filter the list, or search the pane", act: typing.beginTyping },
    { keys: "n", name: "next-match", hint: "next", help: "the next match", refuse: typing.refuseFind, act: typing.findNext(1) },
    { keys: "N", name: "previous-match", hint: "previous", help: "the previous match", refuse: typing.refuseFind, act: typing.findNext(-1) },
    { keys: "tab", name: "focus", hint: "focus", help: "to the other pane", refuse: go.refuseFocus, act: go.turnFocus },
    { keys: "shift+tab", name: "focus-back", hint: "focus", help: "to the other pane", refuse: go.refuseFocus, act: go.turnFocus },
    { keys: "[", name: "previous-tab", hint: "tab", help: "the tab before", act: (screen) => moves.stepTab(screen, -1) },
    { keys: "]", name: "next-tab", hint: "tab", help: "the next tab", act: (screen) => moves.stepTab(screen, 1) },
    ...PAGES.map((page, at) => ({ keys: String(at + 1), name: `page-${page}`, hint: page, help: `the ${pageTitles[at]} screen`, refuse: () => moves.refusePage(page), act: (screen: Screen) => moves.setPage(screen, page) })),
    { keys: "i", name: "inbox", hint: "inbox", help: "everything that waits for you", refuse: () => moves.refusePage("inbox"), act: (screen) => moves.setPage(screen, "inbox") },
    { keys: ".", name: "next-waiting", hint: "next for me", help: "to the next task that waits for you", refuse: go.refuseNextWaiting, act: go.nextWaiting },
    { keys: "z", name: "zoom", hint: "zoom", help: "one pane over the whole screen, or both again", act: go.zoom },
    { keys: "v", name: "live", hint: "live", help: "a live pane for each running task", refuse: () => "not built yet", act: (screen) => screen },
    { keys: "u", name: "undo", hint: "undo", footer: 18, help: "take back the last state action", refuse: tasks.refuseUndo, act: tasks.undo },
    { keys: ":", name: "palette", hint: "commands", help: "find a command by its name", act: go.openPalette },
    { keys: "?", name: "help", hint: "help", footer: 1, help: "the keys that work here", act: go.openHelp },
    { keys: "q ctrl+c", name: "quit", hint: "quit", footer: 2, help: "leave; a run asks whether it should go on", act: runs.openQuit },
    { keys: "esc", name: "back", hint: "back", help: "one level back", refuse: go.refuseBack, act: go.back },
    { keys: "ctrl+l", name: "redraw", hint: "redraw", help: "draw everything anew", act: (screen) => ask(screen, { kind: "redraw" }) },
    { keys: "ctrl+z", name: "suspend", hint: "suspend", help: "back to the shell; fg returns", act: (screen) => ask(screen, { kind: "suspend" }) },
  ]),
  ...rows("typing", [
    { keys: "enter", name: "typing-done", hint: "done", footer: 1, help: "keep it", act: typing.endTyping },
    { keys: "esc ctrl+c", name: "typing-cancel", hint: "cancel", footer: 2, help: "as it was before", act: typing.cancelTyping },
  ]),
  ...rows("quit", [
    { keys: "d enter", name: "quit-detach", hint: "detach", footer: 1, help: "leave; the run goes on", act: runs.detach },
    { keys: "s", name: "quit-stop", hint: "stop after current", footer: 2, help: "stop after the attempts in progress, and leave", refuse: runs.refuseStopAndLeave, act: runs.stopAndLeave },
    { keys: "a", name: "quit-abort", hint: "abort", footer: 3, help: "end the attempts in progress, and leave", refuse: runs.refuseAbort, act: runs.abortAndLeave },
    { keys: "esc", name: "quit-stay", hint: "stay", footer: 4, help: "stay here", act: closeDialog },
    { keys: "ctrl+c", name: "quit-at-once", hint: "detach", help: "leave; the run goes on", act: runs.detach },
  ]),
  ...rows("start", [
    { keys: "enter", name: "start-go", hint: "start", footer: 1, help: "start the run", refuse: runs.refuseLaunch, act: runs.launch },
    { keys: "tab", name: "start-tasks", hint: "which tasks", footer: 2, help: "all tasks, the marked ones, the milestone, the next one", act: runs.nextSelection },
    { keys: "j down", name: "start-down", hint: "scroll", footer: 4, help: "scroll down", act: go.scrollDialog(1) },
    { keys: "k up", name: "start-up", hint: "scroll", help: "scroll up", act: go.scrollDialog(-1) },
    { keys: "esc q ctrl+c", name: "start-cancel", hint: "cancel", footer: 3, help: "start nothing", act: closeDialog },
  ]),
  ...rows("confirm", [
    { keys: "y", name: "confirm-yes", hint: "yes", footer: 1, help: "do it", act: go.agree },
    { keys: "n esc q ctrl+c", name: "confirm-no", hint: "no", footer: 2, help: "leave it", act: closeDialog },
  ]),
  ...rows("ask", [
    { keys: "enter", name: "ask-send", hint: "send", footer: 1, help: "send it", refuse: go.refuseSubmit, act: go.submit },
    { keys: "esc ctrl+c", name: "ask-cancel", hint: "cancel", footer: 2, help: "send nothing", act: closeDialog },
  ]),
  ...rows("palette", [
    { keys: "down ctrl+n", name: "palette-down", hint: "down", help: "one down", act: go.scrollDialog(1) },
    { keys: "up ctrl+p", name: "palette-up", hint: "up", help: "one up", act: go.scrollDialog(-1) },
    { keys: "enter", name: "palette-run", hint: "run", footer: 1, help: "do what is selected", act: (screen) => screen },
    { keys: "esc ctrl+c", name: "palette-close", hint: "close", footer: 2, help: "close the palette", act: closeDialog },
  ]),
  ...rows("help", [
    { keys: "j down", name: "help-down", hint: "scroll", footer: 2, help: "scroll down", act: go.scrollDialog(1) },
    { keys: "k up", name: "help-up", hint: "scroll", help: "scroll up", act: go.scrollDialog(-1) },
    { keys: "pagedown space ctrl+d", name: "help-page-down", hint: "page", help: "a page down", act: go.scrollDialog(10) },
    { keys: "pageup ctrl+u", name: "help-page-up", hint: "page", help: "a page up", act: go.scrollDialog(-10) },
    { keys: "esc ? q ctrl+c enter", name: "help-close", hint: "close", footer: 1, help: "close the help", act: closeDialog },
  ]),
];

function rows(context: Context, list: readonly Row[]): Binding[] {
  return list.map((row) => ({ ...row, context, keys: row.keys.split(" ") }));
}

function moved(way: moves.Move) {
  return (screen: Screen) => moves.move(screen, way);
}

function tab(id: TabId) {
  return (screen: Screen) => moves.setTab(screen, id);
}

function refuseTab(id: TabId) {
  return (screen: Screen) =>
    paneNamed(id) === null
      ? "not built yet"
      : tasks.refuseWithoutTask(screen) ?? moves.refuseTab(screen, id);
}
