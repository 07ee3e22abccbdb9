// The whole state of the app as one value. Only `update` and the actions make new ones; `run`, `facts` and
// outputs are bulk that grows in place, known by `run.seq` and by versions.
import type { Selection, Told } from "../src/pipeline/fact.ts";
import { emptyRun, type Run } from "../src/pipeline/run.ts";
import { parseSpec } from "../src/spec/parse.ts";
import type { Spec, TaskId } from "../src/spec/spec.ts";
import type { Binding } from "./binding.ts";
import { type DetailState, emptyDetail } from "./detail.ts";
import type { Dialog } from "./dialogs/dialog.ts";
import { type Glyphs, glyphs } from "./glyphs.ts";
import type { Size } from "./grid.ts";
import type { Field } from "./input_field.ts";
import type { Request, Tone } from "./msg.ts";
import type { Output } from "./output_text.ts";
import type { ThemeName } from "./theme.ts";
import { emptyTimeline, type Timeline } from "./timeline.ts";

export const PAGES = ["tasks", "inbox", "runs", "costs", "timeline", "facts"] as const;
/** The numbered ones, and the live panes. */
export type Page = typeof PAGES[number] | "live";
export type TabId = "overview" | "output" | "diff" | "checks" | "review" | "attempts" | "why";
export type Arrangement = "order" | "milestone" | "status" | "tree";

/** A CLI that can be asked to work. */
export interface KnownAgent {
  readonly name: string;
  readonly title: string;
  /** Is its program on PATH? */
  readonly isThere: boolean;
  /** Is it one that runs use: the default one or a fallback? */
  readonly isUsed: boolean;
  readonly install: string;
  readonly login: string;
}

/** The project; it changes only when another one is opened, or its checkout moves. */
export interface About {
  readonly project: string;
  readonly branch: string;
  readonly target: string;
  /** Why there is no target: no git, no commit yet; empty when there is one. */
  readonly noTarget: string;
  readonly tasksPath: string;
  readonly budgetUsd: number | null;
  readonly jobs: number;
  readonly by: string;
  readonly version: string;
  readonly zoneMinutes: number;
  readonly agents: readonly KnownAgent[];
  /** Other specs of this folder, by prefix: `phase2-` for `spec/phase2-tasks.md`. */
  readonly otherSpecs: readonly string[];
}

export type EngineState =
  | { readonly kind: "none" }
  | { readonly kind: "starting"; readonly sinceMs: number }
  | { readonly kind: "alive"; readonly holder: string }
  /** It ended before it began; `text` is what it said. */
  | { readonly kind: "failed"; readonly text: string };

export interface TaskListState {
  readonly selected: TaskId | null;
  readonly top: number;
  readonly marks: ReadonlySet<TaskId>;
  readonly filter: string;
  /** null: as the spec suggests. */
  readonly arrangement: Arrangement | null;
}

/** Where a pane is scrolled to, and what is searched for in it. */
export interface PaneState {
  readonly top: number;
  /** For panes with a selected row. */
  readonly cursor: number;
  readonly search: string;
}

export interface OutputState {
  readonly follow: boolean;
  readonly wrap: boolean;
  /** The line at the top of the view while it does not follow, and which of its rows. */
  readonly at: OutputPlace;
  /** The line that was jumped to; null: none. */
  readonly hit: number | null;
}

export interface OutputPlace {
  /** Counted over everything that was said, so that neither growth nor a resize moves it. */
  readonly line: number;
  readonly part: number;
}

/** How the pages are arranged. */
export interface PagesState {
  readonly costsBy: "task" | "agent" | "model" | "stage";
  readonly costsOrder: "cost" | "name" | "tokens" | "calls";
  readonly lanes: "task" | "worker";
  /** Time that one cell stands for; null: as fits. */
  readonly cellMs: number | null;
  /** What the right edge shows; null: now, or the end of the last run. */
  readonly endMs: number | null;
}

/** Facts older than the newest, read back from the log. */
export interface OlderFacts {
  /** Oldest first. */
  readonly events: readonly Told[];
  readonly isAsked: boolean;
}

/** A line being typed below the panes. */
export interface Typing {
  readonly what: "filter" | "search";
  readonly field: Field;
  /** What stood there before, for `esc`. */
  readonly before: string;
}

export interface Notice {
  readonly text: string;
  readonly tone: Tone;
  readonly atMs: number;
  /** Why a key can't act: of no interest once another one does. */
  readonly isRefusal: boolean;
}

export interface Screen {
  readonly size: Size;
  readonly nowMs: number;
  readonly ascii: boolean;
  readonly glyphs: Glyphs;
  readonly keymap: readonly Binding[];
  readonly theme: ThemeName;
  readonly about: About;
  readonly spec: Spec;
  readonly specState:
    | { readonly kind: "reading" | "read" }
    | { readonly kind: "missing" | "broken"; readonly message: string };
  /** What is shown: `log`, or what it would be had an engine read the file as it is now. */
  readonly run: Run;
  /** What the log adds up to. */
  readonly log: Run;
  /** The newest facts, oldest first. */
  readonly facts: Told[];
  readonly older: OlderFacts;
  readonly timeline: Timeline;
  /** Screens and others that look at this project now, this one among them. */
  readonly faces: number;
  readonly engine: EngineState;
  /** The log is not read to its end yet: `run` is what the file alone tells, and keys wait. */
  readonly isReading: boolean;
  readonly page: Page;
  readonly focus: "list" | "detail";
  readonly zoomed: boolean;
  readonly list: TaskListState;
  readonly tab: TabId;
  /** By pane id; absent: at its top. */
  readonly panes: Readonly<Record<string, PaneState>>;
  readonly output: OutputState;
  readonly detail: DetailState;
  readonly pages: PagesState;
  readonly outputs: ReadonlyMap<TaskId, Output>;
  /** The last one is on top and has the keys. */
  readonly dialogs: readonly Dialog[];
  readonly typing: Typing | null;
  readonly notice: Notice | null;
  /** What the last message asks of the world. */
  readonly requests: readonly Request[];
  /** Quit as soon as the stop that was asked for is answered. */
  readonly leaving: string | null;
  /** Commands that were given and not answered yet. */
  readonly untold: number;
  /** What an engine is to be started for once all of them are. */
  readonly toStart: Selection | null;
}

export interface ScreenStart {
  readonly size: Size;
  readonly nowMs: number;
  readonly ascii: boolean;
  readonly keymap: readonly Binding[];
  readonly about: About;
  readonly theme?: ThemeName;
}

export function emptyScreen(start: ScreenStart): Screen {
  const log = emptyRun();
  return {
    ...start,
    theme: start.theme ?? "dark",
    glyphs: glyphs(start.ascii),
    spec: parseSpec(""),
    specState: { kind: "reading" },
    run: log,
    log,
    facts: [],
    older: { events: [], isAsked: false },
    timeline: emptyTimeline(),
    faces: 1,
    engine: { kind: "none" },
    isReading: false,
    page: "tasks",
    focus: "list",
    zoomed: false,
    list: { selected: null, top: 0, marks: new Set(), filter: "", arrangement: null },
    tab: "overview",
    panes: {},
    output: { follow: true, wrap: true, at: { line: 0, part: 0 }, hit: null },
    detail: emptyDetail(),
    pages: { costsBy: "task", costsOrder: "cost", lanes: "worker", cellMs: null, endMs: null },
    outputs: new Map(),
    dialogs: [],
    typing: null,
    notice: null,
    requests: [],
    leaving: null,
    untold: 0,
    toStart: null,
  };
}

const unmoved: PaneState = { top: 0, cursor: 0, search: "" };

export function paneState(screen: Screen, pane: string): PaneState {
  return screen.panes[pane] ?? unmoved;
}

export function withPane(screen: Screen, pane: string, change: Partial<PaneState>): Screen {
  const panes = { ...screen.panes, [pane]: { ...paneState(screen, pane), ...change } };
  return { ...screen, panes };
}

/** One more request for the loop. */
export function ask(screen: Screen, request: Request): Screen {
  const untold = screen.untold + (request.kind === "tell" ? 1 : 0);
  return { ...screen, untold, requests: [...screen.requests, request] };
}

export function say(screen: Screen, text: string, tone: Tone = "info"): Screen {
  return { ...screen, notice: { text, tone, atMs: screen.nowMs, isRefusal: false } };
}

export function sayWhyNot(screen: Screen, key: string, reason: string): Screen {
  const text = `${key}: ${reason}`;
  return { ...screen, notice: { text, tone: "warn", atMs: screen.nowMs, isRefusal: true } };
}

export function openDialog(screen: Screen, dialog: Dialog): Screen {
  return { ...screen, dialogs: [...screen.dialogs, dialog] };
}

export function closeDialog(screen: Screen): Screen {
  return { ...screen, dialogs: screen.dialogs.slice(0, -1) };
}

export function replaceDialog(screen: Screen, dialog: Dialog): Screen {
  return { ...screen, dialogs: [...screen.dialogs.slice(0, -1), dialog] };
}
