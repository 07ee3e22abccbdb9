// What can lie upon the screen, as values; each is drawn by its file beside this one.
import type { Selection } from "../../src/pipeline/fact.ts";
import type { Field } from "../input_field.ts";
import type { LaunchSheet } from "../launch_sheet.ts";
import type { Request } from "../msg.ts";

export type Dialog =
  | { readonly kind: "help"; readonly top: number }
  | { readonly kind: "palette"; readonly field: Field; readonly selected: number }
  | { readonly kind: "quit" }
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
    readonly args: Readonly<Record<string, unknown>>;
    /** The argument that the text becomes. */
    readonly argument: string;
  };

export type DialogKind = Dialog["kind"];
