// What a verb is: a row of data that help, parsing and completions derive from, and a function loaded when
// it is called.
import type { Flags } from "../config/flag_table.ts";
import type { ExitCode } from "./exit_code.ts";
import type { Style } from "./text.ts";
import type { World } from "./world.ts";

export interface ArgumentRow {
  readonly name: string;
  readonly summary: string;
  readonly isRequired: boolean;
  /** Takes all that is left, as a list. */
  readonly isVariadic?: boolean;
  readonly choices?: readonly string[];
  /** What completions offer. */
  readonly completes?: "task" | "file" | "folder";
}

export interface OptionRow {
  /** Without dashes; `no-tests` is a switch that is on unless given. */
  readonly name: string;
  readonly short?: string;
  /** Name of its value, such as `USD`; absent: a switch. */
  readonly value?: string;
  readonly summary: string;
  readonly repeats?: boolean;
  readonly choices?: readonly string[];
  readonly completes?: "task" | "file" | "folder";
  readonly isHidden?: boolean;
}

export interface VerbRow {
  /** `run`, or `task list` for one of a group. */
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly group: VerbGroup;
  readonly summary: string;
  readonly detail?: string;
  readonly arguments: readonly ArgumentRow[];
  readonly options: readonly OptionRow[];
  /** It changes nothing and pays for nothing: config that isn't built yet is no obstacle. */
  readonly isReadOnly: boolean;
  readonly hasJson: boolean;
  readonly isHidden?: boolean;
  /** Its words are not looked at: it refuses whatever they are. */
  readonly takesAnything?: boolean;
  /** Only a name before others: alone it prints its help. */
  readonly isGroup?: boolean;
  readonly load: () => Promise<Verb>;
}

export type VerbGroup = "Work" | "Look" | "Decide" | "Spec" | "Project";
export type Verb = (call: Call) => Promise<ExitCode> | ExitCode;

/** One call of a verb: its words, and how to answer. */
export interface Call {
  readonly world: World;
  readonly verb: VerbRow;
  readonly flags: Flags;
  readonly wantsJson: boolean;
  /** `--no-tui` was given. */
  readonly isHeadless: boolean;
  /** Of standard output. */
  readonly style: Style;
  /** Of standard error. */
  readonly errStyle: Style;
  argument(name: string): string;
  argumentList(name: string): readonly string[];
  /** A switch was given. */
  has(option: string): boolean;
  /** Last value given; empty when none. */
  value(option: string): string;
  values(option: string): readonly string[];
  /** Lines on standard output. */
  print(text: string): void;
  /** Lines on standard error. */
  say(text: string): void;
  /** The one JSON document on standard output; called again, it does nothing. */
  document(text: string): void;
}
