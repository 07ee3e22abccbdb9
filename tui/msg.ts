// What changes the screen, and what the screen asks of the world. Both are data: `update` is a reducer, and
// the loop carries requests out.
import type { Event, Selection } from "../src/pipeline/fact.ts";
import type { Spec, TaskId } from "../src/spec/spec.ts";
import type { InputEvent } from "./input_event.ts";
import type { LaunchSheet } from "./launch_sheet.ts";
import type { OutputLine } from "./output_text.ts";

export type Msg =
  | InputEvent
  | { readonly kind: "tick"; readonly nowMs: number }
  | { readonly kind: "events"; readonly events: readonly Event[] }
  | { readonly kind: "spec"; readonly spec: Spec }
  /** There is no spec, or it can't be read. */
  | { readonly kind: "no_spec"; readonly state: "missing" | "broken"; readonly message: string }
  | { readonly kind: "engine"; readonly alive: boolean; readonly holder: string }
  /** A process we started is over; `text` is what it printed. */
  | { readonly kind: "engine_ended"; readonly code: number; readonly text: string }
  | OutputMsg
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
  | { readonly kind: "notice"; readonly text: string; readonly tone: Tone };

export type Tone = "info" | "ok" | "warn" | "error";

/** More of a call's transcript, read and made plain. */
export interface OutputMsg {
  readonly kind: "output";
  readonly task: TaskId;
  readonly call: string;
  readonly lines: readonly OutputLine[];
  /** What is being said right now, replaced by the next message. */
  readonly tail: readonly OutputLine[];
  /** Where the transcript is, for `$PAGER`. */
  readonly path: string;
}

export type Request =
  | {
    readonly kind: "tell";
    readonly command: string;
    readonly args: Readonly<Record<string, unknown>>;
  }
  | { readonly kind: "start"; readonly selection: Selection }
  | { readonly kind: "sheet"; readonly selection: Selection }
  /** Lends the terminal to `$EDITOR`, or to `$PAGER`. */
  | { readonly kind: "edit_spec"; readonly line: number }
  | { readonly kind: "page"; readonly path: string }
  | { readonly kind: "copy"; readonly text: string; readonly what: string }
  | { readonly kind: "bell" }
  | { readonly kind: "redraw" }
  | { readonly kind: "suspend" }
  /** `farewell` is printed once the terminal is given back. */
  | { readonly kind: "quit"; readonly farewell: string };
