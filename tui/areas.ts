// Where the parts of the screen stand. Update asks as well as view, so that scrolling knows what is in sight.
import { inbox } from "./derive.ts";
import type { Size } from "./grid.ts";
import { runHistory } from "./run_history.ts";
import type { Screen } from "./screen.ts";

export interface Areas {
  /** Rows of the header. */
  readonly header: number;
  readonly body: Size;
  /** Width of the task list with its border; 0: not shown. */
  readonly listColumns: number;
  /** Width of the detail or the page with its border; 0: not shown. */
  readonly detailColumns: number;
  /** Inside its border. */
  readonly list: Size;
  /** What a pane may fill: border, tabs, margin and scrollbar taken off. */
  readonly detail: Size;
  /** Rows below a page, with their border, for what is said about its selected row; 0: none. */
  readonly previewRows: number;
}

export const least: Size = { columns: 40, rows: 12 };

export function isTooSmall({ columns, rows }: Size): boolean {
  return columns < least.columns || rows < least.rows;
}

export function areas(screen: Screen): Areas {
  const { columns, rows } = screen.size;
  const header = 2;
  const body = { columns, rows: Math.max(0, rows - header - 2) };
  const listColumns = listWidth(screen, columns);
  const detailColumns = columns - listColumns;
  const tabRows = screen.page === "tasks" ? 1 : 0;
  const previewRows = rowsOfPreview(screen, body.rows);
  return {
    header,
    body,
    listColumns,
    detailColumns,
    list: inside(listColumns, body.rows, 0),
    detail: forPane(inside(detailColumns, body.rows - previewRows, tabRows)),
    previewRows,
  };
}

/** The page above it is as high as its rows ask for, up to a half. */
function rowsOfPreview(screen: Screen, whole: number): number {
  if (screen.zoomed || whole < 16) return 0;
  const total = screen.page === "inbox"
    ? inbox(screen).length
    : screen.page === "runs"
    ? runHistory(screen).length + 1
    : 0;
  if (total === 0) return 0;
  return whole - Math.max(5, Math.min(total + 2, Math.floor(whole * 0.45)));
}

function listWidth(screen: Screen, columns: number): number {
  if (screen.page !== "tasks") return 0;
  const isAlone = screen.zoomed || columns < 80;
  if (isAlone) return screen.focus === "list" ? columns : 0;
  return Math.max(40, Math.min(96, Math.floor(columns * 0.42)));
}

/** A blank on the left, and room for a scrollbar on the right. */
function forPane({ columns, rows }: Size): Size {
  return { columns: Math.max(0, columns - 2), rows };
}

function inside(columns: number, rows: number, taken: number): Size {
  if (columns === 0) return { columns: 0, rows: 0 };
  return { columns: Math.max(0, columns - 2), rows: Math.max(0, rows - 2 - taken) };
}
