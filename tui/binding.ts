// A key and what it does: the rows of `keymap.ts`, from which dispatch, footer, help, palette and the
// README's table derive.
import type { Screen } from "./screen.ts";

/** Where a key works. Those of a dialog are alone while it is open. */
export type Context =
  | "everywhere"
  | "list"
  | "run"
  | "task"
  | "output"
  | "overview"
  | "attempts"
  | "attempt"
  | "diff"
  | "typing"
  | "quit"
  | "start"
  | "confirm"
  | "ask"
  | "palette"
  | "detail"
  | "retry"
  | "choice"
  | "pick"
  | "costs"
  | "timeline"
  | "help";

export interface Binding {
  readonly context: Context;
  /** The first is the one shown. */
  readonly keys: readonly string[];
  /** Unique; what user bindings call it. */
  readonly name: string;
  /** In the footer. */
  readonly hint: string;
  readonly help: string;
  /** Which are kept in the footer where room is short: the smallest; absent or null: not there. */
  readonly footer?: number | ((screen: Screen) => number | null);
  /** Why it can't act now, or null. */
  readonly refuse?: (screen: Screen) => string | null;
  readonly act: (screen: Screen) => Screen;
}

export function footerRank(screen: Screen, { footer }: Binding): number | null {
  return (typeof footer === "function" ? footer(screen) : footer) ?? null;
}
