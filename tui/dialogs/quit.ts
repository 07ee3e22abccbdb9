// Leaving while a run goes on.
import { plural } from "../format.ts";
import { prose } from "../prose.ts";
import type { Screen } from "../screen.ts";
import { type Line, span } from "../spans.ts";
import type { Layer } from "../stack.ts";
import { box, innerWidth } from "./box.ts";

const columns = 62;

export function quitLayer(screen: Screen): Layer {
  const width = innerWidth(screen, columns);
  const busy = screen.run.working.size;
  const now = busy === 0 ? "A run is in progress." : `${plural(busy, "task")} in progress.`;
  return box(screen, {
    title: "Leave",
    context: null,
    columns,
    body: [
      ...prose(`${now} What shall become of it?`, width),
      [],
      ...choice("d", "detach", "it goes on without this screen", width),
      ...choice("s", "stop after current", "nothing new starts", width),
      ...choice("a", "abort", "attempts end, their work is kept", width),
      ...choice("esc", "stay", "", width),
    ],
  });
}

function choice(key: string, label: string, text: string, width: number): Line[] {
  const name = span(`${key.padEnd(4)}${label.padEnd(20)}`, { fg: "key", bold: true });
  const fits = text.length + 24 <= width;
  return [fits ? [name, span(text, { fg: "muted" })] : [name]];
}
