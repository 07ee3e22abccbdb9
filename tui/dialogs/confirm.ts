// Asked before anything that destroys or costs.
import { prose } from "../prose.ts";
import type { Screen } from "../screen.ts";
import type { Layer } from "../stack.ts";
import { box, innerWidth } from "./box.ts";
import type { Dialog } from "./dialog.ts";

const columns = 60;

export function confirmLayer(screen: Screen, dialog: Extract<Dialog, { kind: "confirm" }>): Layer {
  const width = innerWidth(screen, columns);
  const text = dialog.lines.length === 0 ? ["Sure?"] : dialog.lines;
  return box(screen, {
    title: capital(dialog.title),
    context: "confirm",
    columns,
    body: text.flatMap((line) => prose(line, width)),
  });
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
