// THE table of keys. Dispatch, footer, `?`, the palette, the README's table and the tests come from it; a key
// that is not here does nothing.
import { standingOf } from "../src/pipeline/run.ts";
import * as attempts from "./actions/attempt.ts";
import * as checklist from "./actions/checklist.ts";
import * as go from "./actions/go.ts";
import * as moves from "./actions/move.ts";
import * as outputs from "./actions/output.ts";
import * as pages from "./actions/page.ts";
import * as retries from "./actions/retry.ts";
import * as runs from "./actions/run.ts";
import * as settle from "./actions/settle.ts";
import * as tasks from "./actions/task.ts";
import * as typing from "./actions/typing.ts";
import type { Binding, Context } from "./binding.ts";
import { inbox, selectedTask } from "./derive.ts";
import { ask, closeDialog, PAGES, type Screen, type TabId } from "./screen.ts";
import { paneNamed } from "./panes/registry.ts";

type Row = Omit<Binding, "context" | "keys"> & { readonly keys: string };

const pageTitles = ["Tasks", "Inbox", "Runs", "Costs", "Timeline", "Facts"];

// deno-fmt-ignore
export const defaultKeymap: readonly Binding[] = [
  ...rows("run", [
    { keys: "s", name: "start", hint: "start", footer: 3, help: "show what a run would do, then start it", refuse: runs.refuseStart, act: runs.openStart },
    { keys: "p", name: "pause", hint: "pause", footer: 4, help: "pause the run, or go on after a pause", refuse: runs.refusePause, act: runs.togglePause },
    { keys: "S", name: "stop", hint: "stop", footer: 4.5, help: "stop after the attempts in progress", refuse: runs.refuseStop, act: runs.stopSoftly },
    { keys: "L", name: "land", hint: "land", footer: 6, help: "let the target follow, or try again what stood in the way", refuse: settle.refuseLand, act: settle.land },
    { keys: "P", name: "demo", hint: "demo", footer: wantedWithoutSpec, help: "open a sample project and watch it being built; it costs nothing", act: runs.openDemo },
    { keys: "F", name: "specs", hint: "other spec", footer: wantedWithoutSpec, help: "open another spec of this folder", refuse: runs.refuseSpecs, act: runs.pickSpec },
  ]),
  ...rows("task", [
    { keys: "r", name: "retry", hint: "retry", footer: 5, help: "try the task again, continuing its work", refuse: tasks.refuseTasks("retry"), act: tasks.retry },
    { keys: "R", name: "retry-with", hint: "retry with", footer: 22, help: "retry with options: afresh, another agent or model, a note", refuse: tasks.refuseTasks("retry"), act: retries.openRetry },
    { keys: "a", name: "approve", hint: "approve", help: "approve the task's commit", refuse: tasks.refuseTasks("approve"), act: tasks.tellTasks("approve") },
    { keys: "x", name: "reject", hint: "reject", help: "reject the task's commit", refuse: tasks.refuseTasks("reject"), act: tasks.confirmTasks("reject", "reject", []) },
    { keys: "c", name: "comment", hint: "comment", help: "ask for changes with a comment", refuse: tasks.refuseTasks("fix"), act: tasks.askFor("fix", "text", { title: (id) => `Changes to ${id}`, placeholder: "what should be different", isOptional: false }) },
    { keys: "m", name: "answer", hint: "answer", footer: 3, help: "answer the agent's question", refuse: tasks.refuseBeforeText("answer", "text"), act: tasks.askFor("answer", "text", { title: (id) => `${id} asks`, placeholder: "your answer", isOptional: false, lines: tasks.questionLines }) },
    { keys: "K", name: "kill", hint: "kill", footer: 17, help: "end the attempt in progress", refuse: tasks.refuseTasks("kill"), act: tasks.confirmTasks("kill", "end", ["What the agent left is kept, and so is what it cost; a retry goes on from it."]) },
    { keys: "D", name: "skip", hint: "skip", footer: 12, help: "count the task as done without running it", refuse: tasks.refuseTasks("skip"), act: tasks.confirmTasks("skip", "skip", ["It counts as done; tasks that need it may start.", "u takes it back."]) },
    { keys: "b", name: "block", hint: "block", footer: 13, help: "hold the task back, with a reason", refuse: tasks.refuseTasks("block"), act: tasks.askFor("block", "reason", { title: (id) => `Block ${id}`, placeholder: "the reason", isOptional: true }) },
    { keys: "o", name: "output", hint: "output", footer: 8, help: "what its agents say", refuse: refuseTab("output"), act: tab("output") },
    { keys: "d", name: "diff", hint: "diff", footer: 10, help: "what it changes", refuse: refuseTab("diff"), act: tab("diff") },
    { keys: "w", name: "why", hint: "why", footer: 11, help: "why it is where it is", refuse: refuseTab("why"), act: tab("why") },
    { keys: "e", name: "edit", hint: "edit", footer: 14, help: "open the spec at this task in $EDITOR", act: tasks.editSpec },
    { keys: "O", name: "transcript", hint: "transcript", help: "open the whole transcript of an attempt in $PAGER", refuse: outputs.refuseTranscript, act: outputs.pageTranscript },
    { keys: "y", name: "copy", hint: "copy", help: "copy the task's id", refuse: tasks.refuseWithoutTask, act: tasks.copyTask },
    { keys: "+", name: "raise", hint: "raise", help: "raise the budget once by this many dollars", refuse: settle.refuseRaise, act: settle.raise },
    { keys: "A", name: "accept", hint: "accept", footer: 3, help: "accept what it changed outside the project, or in git's configuration", refuse: settle.refuseAccept, act: settle.accept },
    { keys: "X", name: "drop", hint: "drop", footer: 12, help: "drop what it made; the task is held back", refuse: settle.refuseDrop, act: settle.drop },
    { keys: "B", name: "give-back", hint: "give back", footer: wantedBack, help: "give the task back to the scheduler", refuse: tasks.refuseTasks("todo"), act: tasks.tellTasks("todo") },
    { keys: "T", name: "take", hint: "take", help: "take the task yourself: no agent works on it", refuse: tasks.refuseTasks("start"), act: tasks.tellTasks("start") },
    { keys: "M", name: "mark-done", hint: "mark done", help: "mark the task done", refuse: tasks.refuseTasks("done"), act: tasks.confirmTasks("done", "mark done", ["No agent works on it any more; tasks that need it may start.", "u takes it back."]) },
  ]),
  ...rows("output", [
    { keys: "f", name: "follow", hint: "follow", footer: 7, help: "follow the end, or stay here", refuse: outputs.refuseOutput, act: outputs.toggleFollow },
    { keys: "W", name: "wrap", hint: "wrap", footer: 15, help: "wrap long lines, or cut them", refuse: outputs.refuseOutput, act: outputs.toggleWrap },
    { keys: "!", name: "next-error", hint: "next error", footer: 16, help: "to the next error", refuse: outputs.refuseOutput, act: outputs.nextError },
  ]),
  ...rows("overview", [
    { keys: "space enter", name: "tick", hint: "tick", footer: 7, help: "tick or untick this item of the checklist, in the file", refuse: checklist.refuseTick, act: checklist.tickItem },
  ]),
  ...rows("attempts", [
    { keys: "enter", name: "open-attempt", hint: "show", footer: 7, help: "show this attempt in Output, Diff and Checks; on a comparison, the diff between the two", refuse: attempts.refuseOpenAttempt, act: attempts.openAttempt },
    { keys: "space", name: "mark-attempt", hint: "compare", footer: 8, help: "mark this attempt; two that are marked are compared", refuse: attempts.refuseMarkAttempt, act: attempts.markAttempt },
  ]),
  ...rows("attempt", [
    { keys: "<", name: "earlier-attempt", hint: "earlier", footer: 19, help: "the attempt before", refuse: attempts.refuseAttempt(-1), act: attempts.chooseAttempt(-1) },
    { keys: ">", name: "later-attempt", hint: "later", footer: 20, help: "the attempt after", refuse: attempts.refuseAttempt(1), act: attempts.chooseAttempt(1) },
  ]),
  ...rows("diff", [
    { keys: "}", name: "next-file", hint: "next file", footer: 7, help: "to the next file", refuse: attempts.refuseFile(1), act: attempts.stepFile(1) },
    { keys: "{", name: "previous-file", hint: "file", footer: 8, help: "to the file before", refuse: attempts.refuseFile(-1), act: attempts.stepFile(-1) },
    { keys: "|", name: "side-by-side", hint: "side by side", footer: 15, help: "before and after side by side, or one below the other", refuse: attempts.refuseDiff, act: attempts.toggleSideBySide },
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
    { keys: "space", name: "mark", hint: "mark", footer: 21, help: "mark the task; commands then mean the marked ones", refuse: tasks.refuseMark, act: tasks.toggleMark },
    { keys: "enter", name: "open", hint: "open", help: "open what is selected", refuse: pages.refuseOpenRow, act: pages.openRow },
    { keys: "t", name: "arrange", hint: "arrange", footer: 17, help: "arrange tasks by milestone, status or needs; costs by agent or model; time by worker", refuse: go.refuseRearrange, act: go.rearrange },
  ]),
  ...rows("everywhere", [
    { keys: "/", name: "find", hint: "filter", footer: 9, help: "filter the list, or search the pane", refuse: typing.refuseTyping, act: typing.beginTyping },
    { keys: "n", name: "next-match", hint: "next", help: "the next match", refuse: typing.refuseFind, act: typing.findNext(1) },
    { keys: "N", name: "previous-match", hint: "previous", help: "the previous match", refuse: typing.refuseFind, act: typing.findNext(-1) },
    { keys: "tab", name: "focus", hint: "focus", footer: 20, help: "to the other pane", refuse: go.refuseFocus, act: go.turnFocus },
    { keys: "shift+tab", name: "focus-back", hint: "focus", help: "to the other pane", refuse: go.refuseFocus, act: go.turnFocus },
    { keys: "[", name: "previous-tab", hint: "tab", help: "the tab before", act: (screen) => moves.stepTab(screen, -1) },
    { keys: "]", name: "next-tab", hint: "tab", help: "the next tab", act: (screen) => moves.stepTab(screen, 1) },
    ...PAGES.map((page, at) => ({ keys: String(at + 1), name: `page-${page}`, hint: page, help: `the ${pageTitles[at]} screen`, refuse: () => moves.refusePage(page), act: (screen: Screen) => pages.setPage(screen, page) })),
    { keys: "i", name: "inbox", hint: "inbox", footer: wantedInbox, help: "everything that waits for you", refuse: () => moves.refusePage("inbox"), act: (screen) => pages.setPage(screen, "inbox") },
    { keys: ".", name: "next-waiting", hint: "next for me", help: "to the next that waits for you", refuse: go.refuseNextWaiting, act: go.nextWaiting },
    { keys: "z", name: "zoom", hint: "zoom", help: "one pane over the whole screen, or both again", act: go.zoom },
    { keys: "v", name: "live", hint: "live", footer: 16, help: "a live pane for each running task", refuse: go.refuseLive, act: go.openLive },
    { keys: "u", name: "undo", hint: "undo", footer: 18, help: "take back the last state action", refuse: tasks.refuseUndo, act: settle.undo },
    { keys: ":", name: "palette", hint: "commands", footer: 7, help: "find a command by its name", act: go.openPalette },
    { keys: "?", name: "help", hint: "help", footer: 1, help: "the keys that work here", act: go.openHelp },
    { keys: "q ctrl+c", name: "quit", hint: "quit", footer: 2, help: "leave; a run asks whether it should go on", act: runs.openQuit },
    { keys: "esc", name: "back", hint: "back", help: "one level back", refuse: go.refuseBack, act: go.back },
    { keys: "ctrl+t", name: "theme", hint: "colours", help: "other colours: dark, light, high contrast, colour-blind", act: go.nextTheme },
    { keys: "ctrl+l", name: "redraw", hint: "redraw", help: "draw everything anew", act: (screen) => ask(screen, { kind: "redraw" }) },
    { keys: "ctrl+z", name: "suspend", hint: "suspend", help: "back to the shell; fg returns", act: (screen) => ask(screen, { kind: "suspend" }) },
  ]),
  ...rows("costs", [
    { keys: "+", name: "raise-run", hint: "raise", footer: 6, help: "raise the run's budget once by this many dollars", refuse: settle.refuseRaise, act: settle.raise },
    { keys: "o", name: "sort", hint: "sort", footer: 5, help: "order by cost, tokens, calls or name", act: pages.resort },
  ]),
  ...rows("timeline", [
    { keys: "left", name: "earlier", hint: "earlier", footer: 5, help: "what was before", refuse: pages.refuseTime, act: pages.moveTime(-1) },
    { keys: "right", name: "later", hint: "later", footer: 6, help: "what came after; at the end it follows", refuse: pages.refuseTime, act: pages.moveTime(1) },
    { keys: "<", name: "finer", hint: "finer", footer: 7, help: "less time in a cell", refuse: pages.refuseTime, act: pages.scaleTime(-1) },
    { keys: ">", name: "coarser", hint: "coarser", footer: 8, help: "more time in a cell", refuse: pages.refuseTime, act: pages.scaleTime(1) },
    { keys: "=", name: "fit", hint: "fit", footer: 9, help: "the whole run at once, following its end", refuse: pages.refuseFit, act: pages.fitTime },
  ]),
  ...rows("detail", [
    { keys: "esc enter", name: "detail-close", hint: "close", footer: 1, help: "close it", act: closeDialog },
    { keys: "j down", name: "detail-down", hint: "scroll", footer: 2, help: "scroll down", act: go.scrollDialog(1) },
    { keys: "k up", name: "detail-up", hint: "scroll", help: "scroll up", act: go.scrollDialog(-1) },
    { keys: "pagedown space ctrl+d", name: "detail-page-down", hint: "page", help: "a page down", act: go.scrollDialog(10) },
    { keys: "pageup ctrl+u", name: "detail-page-up", hint: "page", help: "a page up", act: go.scrollDialog(-10) },
  ]),
  ...rows("retry", [
    { keys: "enter", name: "retry-send", hint: "retry", footer: 1, help: "retry with these options", act: retries.sendRetry },
    { keys: "tab down", name: "retry-next", hint: "next row", footer: 2, help: "the next row", act: retries.retryRow(1) },
    { keys: "shift+tab up", name: "retry-previous", hint: "row before", help: "the row before", act: retries.retryRow(-1) },
    { keys: "esc ctrl+c", name: "retry-cancel", hint: "cancel", footer: 4, help: "retry nothing", act: closeDialog },
  ]),
  ...rows("choice", [
    { keys: "right space l", name: "choice-next", hint: "other", footer: 3, help: "the choice to the right", act: retries.retryChoice(1) },
    { keys: "left h", name: "choice-previous", hint: "other", help: "the choice to the left", act: retries.retryChoice(-1) },
  ]),
  ...rows("pick", [
    { keys: "enter", name: "pick-this", hint: "choose", footer: 1, help: "choose it", act: go.pickChoice },
    { keys: "j down", name: "pick-down", hint: "down", help: "one down", act: go.scrollDialog(1) },
    { keys: "k up", name: "pick-up", hint: "up", help: "one up", act: go.scrollDialog(-1) },
    { keys: "esc q ctrl+c", name: "pick-cancel", hint: "cancel", footer: 2, help: "choose nothing", act: closeDialog },
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

function wantedWithoutSpec({ specState }: Screen): number | null {
  return specState.kind === "missing" ? 3 : null;
}

/** A task that a person took or holds waits for it. */
function wantedBack(screen: Screen): number | null {
  const task = selectedTask(screen);
  const at = task === undefined ? "idle" : standingOf(screen.run, task.id).at;
  return at === "taken" || at === "held" ? 6 : null;
}

/** Before all but help and quit while something waits there. */
function wantedInbox(screen: Screen): number {
  return inbox(screen).length > 0 && screen.page !== "inbox" ? 2.5 : 15;
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
