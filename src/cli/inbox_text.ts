// What waits for a person, as text: the item, its detail, and each command that settles it.
import { inboxItems } from "../pipeline/waiting.ts";
import type { Run } from "../pipeline/run.ts";
import type { Spec } from "../spec/spec.ts";
import { harmless, oneLine, type Style } from "./text.ts";

const DETAIL_LINES = 8;

/** Empty when nothing waits. */
export function inboxText(spec: Spec, run: Run, style: Style): string {
  return inboxItems(spec, run).map((item) => {
    const lines = harmless(item.detail).split("\n").map((line) => line.trimEnd())
      .filter((line) => line !== "");
    const left = lines.length - DETAIL_LINES;
    const shown = lines.slice(0, DETAIL_LINES).map((line) => `    ${line}`);
    if (left > 0) shown.push(`    … ${left} more lines`);
    const commands = item.commands.map((each) => `    ${style.cyan(oneLine(each))}`);
    return [`  ${style.yellow(oneLine(item.title))}`, ...shown, ...commands].join("\n");
  }).join("\n");
}
