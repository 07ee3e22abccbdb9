// The two lines below the panes: the last message or the line being typed, and the keys that work now.
import type { Binding } from "./binding.ts";
import { activeBindings, contextsOf } from "./dispatch.ts";
import { fieldView } from "./field_view.ts";
import { type Draw, fixed, flex, lines, row } from "./layout.ts";
import { sanitiseLabel } from "./sanitise.ts";
import type { Screen } from "./screen.ts";
import { type Line, lineWidth, span, truncateLine } from "./spans.ts";
import type { Role } from "./style.ts";
import type { Tone } from "./msg.ts";

const toneRoles: Readonly<Record<Tone, Role>> = {
  info: "info",
  ok: "ok",
  warn: "warn",
  error: "error",
};

export function messageLine(screen: Screen): Draw {
  if (screen.typing !== null) return typingLine(screen);
  const { notice } = screen;
  if (notice === null) return lines([[]]);
  const first = sanitiseLabel(notice.text.split("\n")[0] ?? "");
  const text: Line = [span(` ${first}`, { fg: toneRoles[notice.tone] })];
  return ({ columns }) => ({ rows: [truncateLine(text, columns, screen.glyphs.more)] });
}

function typingLine({ typing, page }: Screen): Draw {
  if (typing === null) return lines([[]]);
  const label = ` ${page === "facts" ? "filter" : typing.what} `;
  return row([
    fixed(label.length, lines([[span(label, { fg: "key", bold: true })]])),
    flex((area) => fieldView(typing.field, { focused: true }, area)),
  ]);
}

/** `key label` pairs, two spaces apart; a key that can't act now is dim. */
export function footer(screen: Screen): Draw {
  return ({ columns }) => ({ rows: [keyLine(screen, columns)] });
}

function keyLine(screen: Screen, columns: number): Line {
  const wanted = footerBindings(screen);
  const kept: Binding[] = [];
  let used = 1;
  for (const binding of wanted) {
    const width = lineWidth(pair(screen, binding)) + (kept.length > 0 ? 2 : 0);
    if (used + width > columns - 1) continue;
    kept.push(binding);
    used += width;
  }
  // Shown in the table's order, so that a key keeps its place.
  const inOrder = screen.keymap.filter((binding) => kept.includes(binding));
  const parts = inOrder.flatMap((binding, at) => [
    ...at === 0 ? [] : [span("  ")],
    ...pair(screen, binding),
  ]);
  return [span(" "), ...parts];
}

/** The most wanted first. */
function footerBindings(screen: Screen): readonly Binding[] {
  const contexts = contextsOf(screen);
  return activeBindings(screen)
    .filter((binding) => binding.footer !== undefined && contexts.includes(binding.context))
    .sort((one, other) => (one.footer ?? 0) - (other.footer ?? 0));
}

function pair(screen: Screen, binding: Binding): Line {
  const isDim = (binding.refuse?.(screen) ?? null) !== null;
  const key = binding.keys[0] ?? "";
  if (isDim) return [span(`${key} ${hintOf(screen, binding)}`, { fg: "muted", dim: true })];
  return [span(key, { fg: "key", bold: true }), span(` ${hintOf(screen, binding)}`)];
}

/** Does `/` filter here? On panes of text it searches. */
function filters({ page, focus }: Screen): boolean {
  return page === "facts" || page === "tasks" && focus === "list";
}

/** Keys that turn something say which way. */
function hintOf(screen: Screen, binding: Binding): string {
  if (binding.name === "pause" && screen.run.current?.paused) return "resume";
  if (binding.name === "find" && !filters(screen)) return "search";
  return binding.hint;
}
