// A border with a title around a body.
import { type Draw, gather, padRows } from "./layout.ts";
import { fitLine, type Line, lineWidth, ofWidth, type Span, span, truncateLine } from "./spans.ts";
import { type Glyphs, unicodeGlyphs } from "./glyphs.ts";
import type { Style } from "./style.ts";

export interface PanelLook {
  readonly focused?: boolean;
  readonly glyphs?: Glyphs;
  /** At the right of the upper border. */
  readonly note?: Line;
  /** In the lower border. */
  readonly footer?: Line;
}

/** A border with a title around a body. Too small for a border, the body stands alone. */
export function panel(title: Line | string, body: Draw, look: PanelLook = {}): Draw {
  return (area) => {
    if (area.columns < 4 || area.rows < 3) return body(area);
    const glyphs = look.glyphs ?? unicodeGlyphs;
    const edge: Style = { fg: look.focused ? "focus" : "border" };
    const inner = { columns: area.columns - 2, rows: area.rows - 2 };
    const view = body(inner);
    const side = span(glyphs.vertical, edge);
    const caption = typeof title === "string" ? [span(title, titleStyle(look.focused))] : title;
    const rows = [
      border([glyphs.topLeft, glyphs.topRight], {
        caption,
        note: look.note ?? [],
        columns: area.columns,
        edge,
        glyphs,
      }),
      ...padRows(view.rows, inner.rows).map((one) => edged(fitLine(one, inner.columns), side)),
      border([glyphs.bottomLeft, glyphs.bottomRight], {
        caption: look.footer ?? [],
        note: [],
        columns: area.columns,
        edge,
        glyphs,
      }),
    ];
    return gather(rows, [view], () => ({ x: 1, y: 1 }));
  };
}

function edged(inner: Line, side: Span): Line {
  return ofWidth([side, ...inner, side], lineWidth(inner) + 2);
}

interface Border {
  readonly caption: Line;
  readonly note: Line;
  readonly columns: number;
  readonly edge: Style;
  readonly glyphs: Glyphs;
}

function border(
  corners: readonly [string, string],
  { caption, note, columns, edge, glyphs }: Border,
): Line {
  const room = columns - 4;
  const dress = (part: Line) => part.length === 0 ? [] : [span(" "), ...part, span(" ")];
  const left = room < 3 ? [] : dress(truncateLine(caption, room - 2, glyphs.more));
  const spare = room - lineWidth(left);
  const right = lineWidth(note) + 2 <= spare ? dress(note) : [];
  const rule = glyphs.horizontal.repeat(Math.max(0, spare - lineWidth(right)));
  return [
    span(corners[0] + glyphs.horizontal, edge),
    ...left,
    span(rule, edge),
    ...right,
    span(glyphs.horizontal + corners[1], edge),
  ];
}

function titleStyle(focused: boolean | undefined): Style {
  return focused ? { fg: "focus", bold: true } : { fg: "title" };
}
