// Text of the spec as lines: made harmless, wrapped, `code` and **strong** set off.
import { sanitiseText } from "./sanitise.ts";
import { type Line, type Span, span, wrapLine } from "./spans.ts";
import type { Style } from "./style.ts";

/** Paragraphs wrapped to the width; `hanging` cells before every line but the first. */
export function prose(text: string, columns: number, style?: Style): Line[] {
  return sanitiseText(text).flatMap((line) =>
    wrapLine(line.flatMap((part) => inline(part.text, style)), columns)
  );
}

/** A line with a mark before it, wrapped so that what follows stands under the text. */
export function item(mark: Span, text: string, columns: number, style?: Style): Line[] {
  const indent = mark.text.length + 1;
  return prose(text, Math.max(1, columns - indent), style).map((line, at) =>
    at === 0 ? [mark, span(" "), ...line] : [span(" ".repeat(indent)), ...line]
  );
}

/** A name and what it is, the value wrapped beside it. */
export function field(name: string, value: Line, columns: number, width = 12): Line[] {
  const label = span(name.padEnd(width), { fg: "muted" });
  return wrapLine(value, Math.max(1, columns - width)).map((line, at) =>
    at === 0 ? [label, ...line] : [span(" ".repeat(width)), ...line]
  );
}

export function heading(text: string): Line {
  return [span(text, { fg: "title", bold: true })];
}

function inline(text: string, style: Style | undefined): Span[] {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).filter((part) => part !== "").map((part) => {
    if (part.length > 2 && part.startsWith("`")) {
      return span(part.slice(1, -1), { ...style, fg: "accent" });
    }
    if (part.length > 4 && part.startsWith("**")) {
      return span(part.slice(2, -2), { ...style, bold: true });
    }
    return span(part, style);
  });
}
