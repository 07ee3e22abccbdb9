// Text in columns, as wide as a terminal draws it: a wide character takes two.
import stringWidth from "string-width";

/** Columns two spaces apart; the last one is not padded. */
export function table(rows: readonly (readonly string[])[], indent = ""): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, at) => widths[at] = Math.max(widths[at] ?? 0, widthOf(cell)));
  }
  return rows.map((row) =>
    (indent +
      row.map((cell, at) =>
        at === row.length - 1
          ? cell
          : cell + " ".repeat(Math.max(0, (widths[at] ?? 0) - widthOf(cell)))
      ).join("  ")).trimEnd()
  );
}

/** Nearly all text is plain, and taking it apart takes a hundred times as long. */
function widthOf(text: string): number {
  return /^[\x20-\x7e]*$/.test(text) ? text.length : stringWidth(text);
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** At most so many columns, and never half a character. */
export function clip(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = "";
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) {
    columns += widthOf(segment);
    if (columns > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}
