// What can lie upon the screen, as values; each is drawn by its file beside this one.
import type { Selection } from "../../src/pipeline/fact.ts";
import type { TaskId } from "../../src/spec/spec.ts";
import type { Field } from "../input_field.ts";
import type { LaunchSheet } from "../launch_sheet.ts";
import type { Request } from "../msg.ts";

export type Dialog =
  | { readonly kind: "help"; readonly top: number }
  | { readonly kind: "palette"; readonly field: Field; readonly selected: number }
  | { readonly kind: "quit" }
  /** One thing in full: what the cursor is on, or how the last run ended. */
  | {
    readonly kind: "detail";
    readonly about: "item" | "run" | "fact" | "end";
    readonly top: number;
  }
  | {
    readonly kind: "detail";
    readonly about: "text";
    readonly title: string;
    readonly text: readonly string[];
    readonly top: number;
  }
  | {
    readonly kind: "retry";
    readonly ids: readonly TaskId[];
    /** Which row has the keys. */
    readonly row: "how" | "agent" | "model" | "note";
    readonly fresh: boolean;
    /** null: as before. */
    readonly agent: string | null;
    readonly model: Field;
    readonly note: Field;
  }
  | {
    readonly kind: "pick";
    readonly title: string;
    readonly choices: readonly Choice[];
    readonly selected: number;
  }
  | {
    readonly kind: "start";
    readonly selection: Selection;
    /** null until the world was looked at. */
    readonly sheet: LaunchSheet | null;
    readonly top: number;
  }
  | {
    readonly kind: "confirm";
    readonly title: string;
    readonly lines: readonly string[];
    /** What `y` does, as a claim: "stop it now". */
    readonly verb: string;
    readonly requests: readonly Request[];
  }
  | {
    readonly kind: "ask";
    readonly title: string;
    readonly lines: readonly string[];
    readonly field: Field;
    readonly placeholder: string;
    readonly isOptional: boolean;
    readonly command: string;
    /** What else is told, once for each thing that the text is about. */
    readonly about: readonly Readonly<Record<string, unknown>>[];
    /** The argument that the text becomes. */
    readonly argument: string;
  };

export interface Choice {
  readonly text: string;
  readonly note: string;
  readonly request: Request;
}

export type DialogKind = Dialog["kind"];
