// What stands there instead of tasks: no spec, or one that can't be read.
import { type Draw, lines } from "./layout.ts";
import { panel } from "./panel.ts";
import { prose } from "./prose.ts";
import type { Screen } from "./screen.ts";
import { type Line, span } from "./spans.ts";

export function welcome(
  screen: Screen,
  state: { readonly kind: "missing" | "broken"; readonly message: string },
): Draw {
  return (area) => {
    const columns = Math.max(10, area.columns - 6);
    const body: Line[] = state.kind === "missing" ? missing(screen, columns) : [
      [span("The spec can't be read.", { fg: "error", bold: true })],
      [],
      ...prose(state.message, columns),
      [],
      ...prose("e opens it in your editor; this screen follows the file.", columns),
    ];
    const padded = [[], ...body].map((line): Line => [span("  "), ...line]);
    return panel("Tasks", lines(padded), { glyphs: screen.glyphs, focused: true })(area);
  };
}

function missing({ about }: Screen, columns: number): Line[] {
  const choice = (key: string, text: string): Line => [
    span(key.padEnd(16), { fg: "key", bold: true }),
    span(text),
  ];
  return [
    [span("There is no spec here yet.", { fg: "title", bold: true })],
    [],
    ...prose(`A spec is a markdown file of tasks: ${about.tasksPath}`, columns),
    [],
    choice("e", "write it in your editor"),
    choice("spec-tui demo", "watch a sample project being built; it costs nothing"),
    choice("q", "leave"),
  ];
}
