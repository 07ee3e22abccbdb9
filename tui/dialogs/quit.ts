// Leaving while a run goes on.
import { prose } from "../prose.ts";
import type { Screen } from "../screen.ts";
import { type Line, span } from "../spans.ts";
import type { Layer } from "../stack.ts";
import { box, innerWidth } from "./box.ts";

const columns = 64;

export function quitLayer(screen: Screen): Layer {
  const width = innerWidth(screen, columns);
  const busy = screen.run.working.size;
  const now = busy === 0
    ? "A run is in progress. What shall become of it?"
    : busy === 1
    ? "A task is in progress. What shall become of it?"
    : `${busy} tasks are in progress. What shall become of them?`;
  return box(screen, {
    title: "Leave",
    context: null,
    columns,
    body: [
      ...prose(now, width),
      [],
      ...choice("d", "detach", "the run goes on without this screen", width),
      ...choice("s", "stop after current", "nothing new starts; then it ends", width),
      ...choice("a", "abort", "attempts end now; their work is kept", width),
      ...choice("esc", "stay", "", width),
    ],
  });
}

function choice(key: string, label: string, text: string, width: number): Line[] {
  const name = span(`${key.padEnd(4)}${label.padEnd(20)}`, { fg: "key", bold: true });
  const fits = text.length + 24 <= width;
  return [fits ? [name, span(text, { fg: "muted" })] : [name]];
}
