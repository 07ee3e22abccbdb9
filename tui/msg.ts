// What changes the screen, and what the screen asks of the world. Both are data: `update` is a reducer, and
// the loop carries requests out.
import type { Fact, Selection, Told } from "../src/pipeline/fact.ts";
import type { Run } from "../src/pipeline/run.ts";
import type { Spec, TaskId } from "../src/spec/spec.ts";
import type { Binding } from "./binding.ts";
import type { CheckReport, DiffWanted, DocSection } from "./detail.ts";
import type { InputEvent } from "./input_event.ts";
import type { LaunchSheet } from "./launch_sheet.ts";
import type { OutputLine } from "./output_text.ts";
import type { About } from "./screen.ts";
import type { ThemeName } from "./theme.ts";

export type Msg =
  | InputEvent
  | { readonly kind: "tick"; readonly nowMs: number }
  /** `areOld`: they were in the log before this screen looked at it. */
  | { readonly kind: "events"; readonly events: readonly Told[]; readonly areOld?: boolean }
  /** All that was in the log is told. */
  | { readonly kind: "caught_up" }
  | { readonly kind: "spec"; readonly spec: Spec }
  /** There is no spec, or it can't be read. */
  | { readonly kind: "no_spec"; readonly state: "missing" | "broken"; readonly message: string }
  | { readonly kind: "engine"; readonly alive: boolean; readonly holder: string }
  /** A process we started is over; `text` is what it printed. */
  | { readonly kind: "engine_ended"; readonly code: number; readonly text: string }
  | OutputMsg
  | OutputPageMsg
  | {
    readonly kind: "docs";
    readonly ids: readonly string[];
    readonly stamp: string;
    readonly sections: readonly DocSection[];
  }
  | {
    readonly kind: "diff";
    readonly wanted: DiffWanted;
    readonly text: string;
    /** Not all of it. */
    readonly isCut: boolean;
    /** Why there is none; empty when there is. */
    readonly problem: string;
  }
  | {
    readonly kind: "checks";
    readonly task: TaskId;
    readonly attempt: number;
    readonly stamp: string;
    readonly reports: readonly CheckReport[];
  }
  | { readonly kind: "sheet"; readonly sheet: LaunchSheet }
  | {
    readonly kind: "answer";
    readonly command: string;
    readonly args: Readonly<Record<string, unknown>>;
    readonly accepted: boolean;
    readonly message: string;
    /** A living engine answered; else the screen did, by the same rules. */
    readonly byEngine: boolean;
  }
  /** Another project, or another spec of this one, is shown from now on. */
  | { readonly kind: "project"; readonly about: About; readonly starts: boolean }
  /** The project was opened in earnest: it may differ from what the first frame was drawn by. */
  | {
    readonly kind: "opened";
    readonly about: About;
    readonly keymap: readonly Binding[];
    readonly theme: ThemeName;
  }
  /** The checkout moved. */
  | { readonly kind: "branch"; readonly branch: string }
  | { readonly kind: "faces"; readonly count: number }
  | { readonly kind: "older_facts"; readonly events: readonly Told[] }
  /** What an engine would record first, had it started when the log was at `seq`. */
  | { readonly kind: "file_says"; readonly seq: number; readonly facts: readonly Fact[] }
  | { readonly kind: "notice"; readonly text: string; readonly tone: Tone };

export type Tone = "info" | "ok" | "warn" | "error";

/** More of what was said and printed about a task, read from its transcripts and made plain. */
export interface OutputMsg {
  readonly kind: "output";
  readonly task: TaskId;
  /** Number of the first of these lines; 0 begins anew. */
  readonly at: number;
  readonly lines: readonly OutputLine[];
  /** What is being said right now, replaced by the next message. */
  readonly tail: readonly OutputLine[];
}

/** Lines read back from the transcripts; they replace those that are kept. */
export interface OutputPageMsg {
  readonly kind: "output_page";
  readonly task: TaskId;
  /** Number of the first of these lines. */
  readonly at: number;
  readonly lines: readonly OutputLine[];
  /** The line to show; null when what was looked for is nowhere. */
  readonly show: number | null;
  /** What was looked for, for a person; empty when nothing was. */
  readonly sought: string;
}

/** A place in everything that was said about a task. */
export type OutputSeek =
  | { readonly kind: "line"; readonly line: number }
  /** The next line after (or before) `from` that has the text, round and round. */
  | {
    readonly kind: "text";
    readonly text: string;
    readonly from: number;
    readonly step: 1 | -1;
  }
  | { readonly kind: "error"; readonly from: number }
  | { readonly kind: "attempt"; readonly attempt: number };

export type Request =
  | {
    readonly kind: "tell";
    readonly command: string;
    readonly args: Readonly<Record<string, unknown>>;
  }
  | { readonly kind: "start"; readonly selection: Selection }
  | { readonly kind: "sheet"; readonly selection: Selection }
  | { readonly kind: "seek"; readonly task: TaskId; readonly seek: OutputSeek }
  | {
    readonly kind: "tick_item";
    readonly task: TaskId;
    readonly index: number;
    readonly text: string;
    readonly done: boolean;
  }
  /** The facts before this one. */
  | { readonly kind: "older_facts"; readonly before: number }
  /** What the file says that the log does not know yet; asked only while no engine reads it. */
  | { readonly kind: "file_says"; readonly run: Run; readonly spec: Spec }
  | { readonly kind: "demo" }
  | { readonly kind: "open_spec"; readonly prefix: string }
  /** Lends the terminal to `$EDITOR`, or to `$PAGER`. */
  | { readonly kind: "edit_spec"; readonly line: number }
  | { readonly kind: "page"; readonly task: TaskId; readonly attempt: number }
  | { readonly kind: "copy"; readonly text: string; readonly what: string }
  | { readonly kind: "bell" }
  | { readonly kind: "redraw" }
  | { readonly kind: "suspend" }
  /** `farewell` is printed once the terminal is given back. */
  | { readonly kind: "quit"; readonly farewell: string };
