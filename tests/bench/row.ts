// One line of the table that `deno task bench` prints: what was measured, against which limit, beside what.

export interface Row {
  readonly what: string;
  /** null: it could not be measured here; `note` says why. */
  readonly measured: number | null;
  readonly unit: "ms" | "MB" | "×" | "s" | "%" | "kB/s";
  /** At most; null: for comparison only. */
  readonly limit: number | null;
  /** The peer measured beside it, or what the figure is made of. */
  readonly note: string;
}

export function isMissed(row: Row): boolean {
  return row.limit !== null && row.measured !== null && row.measured > row.limit;
}

export function formatRows(rows: readonly Row[]): string {
  const cells = [
    ["what", "measured", "at most", "", "beside it"],
    ...rows.map((
      row,
    ) => [row.what, figure(row, row.measured), limitOf(row), verdict(row), row.note]),
  ];
  const widths = [0, 1, 2, 3].map((at) => Math.max(...cells.map((each) => width(each[at]))));
  return cells.map((each) => line(each, widths)).join("\n");
}

function line(cells: readonly string[], widths: readonly number[]): string {
  const padded = cells.map((cell, at) => {
    const space = " ".repeat(Math.max(0, (widths[at] ?? 0) - width(cell)));
    return at === 1 || at === 2 ? space + cell : cell + space;
  });
  return padded.join("  ").trimEnd();
}

function width(text: string | undefined): number {
  return [...text ?? ""].length;
}

function figure(row: Row, value: number | null): string {
  if (value === null) return "—";
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${row.unit}`;
}

function limitOf(row: Row): string {
  return row.limit === null ? "" : `${row.limit} ${row.unit}`;
}

function verdict(row: Row): string {
  if (row.measured === null) return "not measured";
  if (row.limit === null) return "";
  return isMissed(row) ? "MISSED" : "ok";
}
