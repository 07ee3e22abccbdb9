// Dialogs upon a screen.
import { type Draw, gather, padRows, type View } from "./layout.ts";
import type { Point, Size } from "./grid.ts";
import { fitLine, restyle, sliceLine } from "./spans.ts";

/** Where a dialog stands: in the middle, or at a place; never larger than the area. */
export interface Layer {
  readonly draw: Draw;
  readonly columns: number;
  readonly rows: number;
  readonly at?: Point;
}

/** Layers upon a base, the last on top; only the topmost has the cursor and the mouse. */
export function stack(base: Draw, layers: readonly Layer[], dimmed = true): Draw {
  return (area) => {
    let view = base(area);
    if (layers.length === 0) return view;
    if (dimmed) view = { ...view, rows: view.rows.map((one) => restyle(one, { dim: true })) };
    for (const layer of layers) view = overlay(view, layer, area);
    return view;
  };
}

function overlay(under: View, layer: Layer, area: Size): View {
  const columns = Math.min(layer.columns, area.columns);
  const rows = Math.min(layer.rows, area.rows);
  const wanted = layer.at ?? { x: (area.columns - columns) >> 1, y: (area.rows - rows) >> 1 };
  const x = Math.max(0, Math.min(wanted.x, area.columns - columns));
  const y = Math.max(0, Math.min(wanted.y, area.rows - rows));
  const view = layer.draw({ columns, rows });
  const merged = padRows(under.rows, area.rows).map((line, at) => {
    if (at < y || at >= y + rows) return line;
    const whole = fitLine(line, area.columns);
    const middle = fitLine(view.rows[at - y] ?? [], columns);
    return [...sliceLine(whole, 0, x), ...middle, ...sliceLine(whole, x + columns, area.columns)];
  });
  return gather(merged, [view], () => ({ x, y }));
}
