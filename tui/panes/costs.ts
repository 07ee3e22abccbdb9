// What was spent, by task, agent, model or stage, with the budget above it.
import { usd } from "../../src/pipeline/outcome.ts";
import { reserved, spent } from "../../src/pipeline/cost.ts";
import { type CostLine, costTable } from "../cost_table.ts";
import { budgetLimit } from "../derive.ts";
import { spend, thousands } from "../format.ts";
import type { Size } from "../grid.ts";
import { keyOf } from "../key_hints.ts";
import { sanitiseLabel } from "../sanitise.ts";
import { paneState, type Screen } from "../screen.ts";
import { type Line, span, truncateLine } from "../spans.ts";
import { bar, type Column, tableHeader, tableLine } from "../table.ts";
import { type Body, nothing, type Pane } from "./pane.ts";

export const costs: Pane = { id: "costs", title: "Costs", where: "page", hasCursor: true, view };

const barCells = 16;
const narrow: readonly Column[] = [
  { title: "", share: 1, least: 10 },
  { title: "", cells: barCells },
  { title: "Cost", cells: 10, align: "right" },
  { title: "Calls", cells: 5, align: "right" },
  { title: "Unpriced", cells: 8, align: "right" },
  { title: "Tokens", cells: 7, align: "right" },
];
/** Where the whole table would leave no room for what it is about. */
const short: readonly Column[] = [0, 2, 3].flatMap((at) => narrow[at] ?? []);
const leastNarrow = 62;
const wide: readonly Column[] = [
  ...narrow.slice(0, 5),
  { title: "In", cells: 8, align: "right" },
  { title: "Out", cells: 8, align: "right" },
  { title: "Cache", cells: 8, align: "right" },
];

export function selectedCost(screen: Screen): CostLine | undefined {
  const { lines } = costTable(screen);
  return lines[Math.min(paneState(screen, "costs").cursor, lines.length - 1)];
}

function view(screen: Screen, area: Size): Body {
  const { lines, total } = costTable(screen);
  if (total.calls === 0) {
    return nothing(
      area,
      "No agent has been called, so nothing was spent.",
      `${keyOf(screen, "start")} shows what a run would do before it starts.`,
    );
  }
  const { costsBy, costsOrder } = screen.pages;
  const columns = area.columns >= 100 ? wide : area.columns >= leastNarrow ? narrow : short;
  const most = Math.max(...lines.map((line) => line.usd));
  return {
    total: lines.length,
    head: [
      truncateLine(budgetLine(screen, total, area.columns), area.columns, screen.glyphs.more),
      [],
      tableHeader(titled(columns, costsBy), area.columns),
    ],
    line: (index) => costLine(screen, lines[index], { columns, most, whole: area.columns }),
    note: [span(`by ${costsBy}, ordered by ${costsOrder}`, { fg: "muted" })],
  };
}

const titledBy = new Map<string, readonly Column[]>();

/** Kept, since widths are remembered by the columns' identity. */
function titled(columns: readonly Column[], by: string): readonly Column[] {
  const key = `${by} ${columns.length}`;
  const made = titledBy.get(key) ??
    columns.map((column, at) =>
      at === 0 ? { ...column, title: by.slice(0, 1).toUpperCase() + by.slice(1) } : column
    );
  titledBy.set(key, made);
  return made;
}

function budgetLine(screen: Screen, total: CostLine, columns: number): Line {
  const { glyphs } = screen;
  const limit = budgetLimit(screen);
  const held = reserved(screen.run);
  // The limit is reached by what calls count for, known or not.
  const counted = spent(screen.run).usd;
  const parts: Line[] = [[span(
    spend({ usd: total.usd, isAtLeast: total.unpriced > 0 }, glyphs),
    { bold: true },
  )]];
  if (limit !== null && limit > 0) {
    const role = counted >= limit ? "error" : counted + held > limit * 0.8 ? "warn" : "ok";
    const cells = columns >= 100 ? 24 : 12;
    parts.push([
      span(`of ${usd(limit)} `),
      ...bar(counted, limit, cells, { role, glyphs }),
      span(` ${Math.round(counted / limit * 100)} %`),
    ]);
  } else parts.push([span("no budget is set", { fg: "muted" })]);
  if (total.unpriced > 0) parts.push([span(`counts as ${usd(counted)}`, { fg: "warn" })]);
  if (held > 0) parts.push([span(`${usd(held)} reserved`, { fg: "info" })]);
  return parts.flatMap((part, at) => at === 0 ? part : [span("  "), ...part]);
}

function costLine(
  screen: Screen,
  line: CostLine | undefined,
  { columns, most, whole }: {
    readonly columns: readonly Column[];
    readonly most: number;
    readonly whole: number;
  },
): Line {
  if (line === undefined) return [];
  const { glyphs } = screen;
  const tokens = columns === wide
    ? [line.inputTokens, line.outputTokens, line.cacheTokens]
    : [line.inputTokens + line.outputTokens + line.cacheTokens];
  const price = spend({ usd: line.usd, isAtLeast: line.unpriced > 0 }, glyphs);
  const calls: Line = [
    span(String(line.calls)),
    ...line.running > 0 ? [span("+", { fg: "running" })] : [],
  ];
  if (columns === short) {
    return tableLine(columns, [nameCell(screen, line), price, calls], { whole, glyphs });
  }
  return tableLine(columns, [
    nameCell(screen, line),
    bar(line.usd, most, barCells, { role: "accent", glyphs }),
    price,
    calls,
    line.unpriced === 0 ? "" : [span(String(line.unpriced), { fg: "warn" })],
    ...tokens.map((count) => count === 0 ? "" : thousands(count)),
  ], { whole, glyphs });
}

function nameCell({ pages, spec }: Screen, { key }: CostLine): Line {
  const name = pages.costsBy === "task" ? spec.byId.get(key)?.name : undefined;
  return [
    span(sanitiseLabel(key)),
    ...name === undefined ? [] : [span(` ${sanitiseLabel(name)}`, { fg: "muted" })],
  ];
}
