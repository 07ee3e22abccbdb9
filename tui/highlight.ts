// Matches of a search set off within a line.
import { type Line, lineText, sliceLine, underlay } from "./spans.ts";
import { textWidth } from "./width.ts";

export function highlight(line: Line, needle: string): Line {
  if (needle === "") return line;
  const text = lineText(line);
  const found = placesOf(text.toLowerCase(), needle.toLowerCase());
  if (found.length === 0) return line;
  const marked: Line[] = [];
  let from = 0;
  for (const at of found) {
    const start = textWidth(text.slice(0, at));
    const end = start + textWidth(text.slice(at, at + needle.length));
    marked.push(sliceLine(line, from, start));
    marked.push(underlay(sliceLine(line, start, end), { bg: "match", bold: true }));
    from = end;
  }
  marked.push(sliceLine(line, from, Infinity));
  return marked.flat();
}

function placesOf(text: string, needle: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) {
    places.push(at);
  }
  return places;
}
