// What a pane is: rows for an area, from the screen alone. Border, scrolling, scrollbar, search marks and keys
// are the same for all and stand elsewhere. A pane never reads the clock: `screen.nowMs` is the time.
import type { Size } from "../grid.ts";
import { type Line, span, wrapLine } from "../spans.ts";
import type { Page, Screen, TabId } from "../screen.ts";

export interface Pane {
  readonly id: TabId | Exclude<Page, "tasks" | "live">;
  readonly title: string;
  /** A tab belongs to the selected task; a page fills the screen. */
  readonly where: "tab" | "page";
  readonly view: (screen: Screen, area: Size) => Body;
  /** What is said below about the selected row, where there is room. */
  readonly preview?: (screen: Screen, area: Size) => Preview;
  /** Its rows are chosen with the cursor: `j` and `k` move that, and scrolling follows. */
  readonly hasCursor?: boolean;
}

export interface Body {
  /** All rows there are, in sight or not. */
  readonly total: number;
  /** Above the rows, always in sight. */
  readonly head?: readonly Line[];
  /** Called only for rows in sight. */
  readonly line: (index: number) => Line;
  /** Instead of rows, when there are none. */
  readonly empty?: readonly Line[];
  /** At the right of the upper border. */
  readonly note?: Line;
  /** First row in sight, for a pane that decides itself (as one that follows its end). */
  readonly top?: number;
}

export interface Preview {
  readonly title: string;
  readonly lines: readonly Line[];
}

/** Rows that are in sight at once. */
export function roomOf(area: Size, body: Body): number {
  return Math.max(1, area.rows - (body.head?.length ?? 0));
}

/** Few rows, all made at once. */
export function rows(lines: readonly Line[]): Body {
  return { total: lines.length, line: (index) => lines[index] ?? [] };
}

/** Nothing to show, and why, in the middle of the pane's width. */
export function nothing(area: Size, ...sentences: readonly string[]): Body {
  const empty = sentences.flatMap((text, at) =>
    wrapLine([span(text, { fg: at === 0 ? "text" : "muted" })], Math.max(1, area.columns))
  );
  return { total: 0, line: () => [], empty: [[], ...empty] };
}
