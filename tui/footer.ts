// The two lines below the panes: the last message or the line being typed, and the keys that work now.
import { footerRank } from "./binding.ts";
import { activeBindings, contextsOf } from "./dispatch.ts";
import { fieldView } from "./field_view.ts";
import { isRefused, keyPair } from "./key_hints.ts";
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

/** `key label` pairs, two spaces apart; a key that can't act now is dim, and gives way where room is short. */
export function footer(screen: Screen): Draw {
  return ({ columns }) => ({ rows: [keyLine(screen, columns)] });
}

interface Pair {
  readonly line: Line;
  /** The most wanted has the smallest. */
  readonly rank: number;
  /** Of its context, the nearest first, and in the table. */
  readonly place: number;
}

function keyLine(screen: Screen, columns: number): Line {
  const kept: Pair[] = [];
  let used = 1;
  for (const pair of pairs(screen).sort((one, other) => one.rank - other.rank)) {
    const width = lineWidth(pair.line) + (kept.length > 0 ? 2 : 0);
    if (used + width > columns - 1) continue;
    kept.push(pair);
    used += width;
  }
  // In the table's order, so that a key keeps its place.
  const inOrder = kept.sort((one, other) => one.place - other.place);
  return [span(" "), ...inOrder.flatMap(({ line }, at) => at === 0 ? line : [span("  "), ...line])];
}

const dimRank = 100;

function pairs(screen: Screen): Pair[] {
  // What lies below a dialog that lets keys through comes after the dialog's own.
  const nearest = screen.dialogs.length > 0 ? contextsOf(screen)[0] : undefined;
  return activeBindings(screen).flatMap((binding) => {
    const rank = footerRank(screen, binding);
    if (rank === null) return [];
    const isDim = isRefused(screen, binding);
    const isNearest = binding.context === nearest;
    return [{
      line: keyPair(screen, binding, isDim),
      rank: rank + (isDim ? dimRank : 0) - (isNearest ? dimRank : 0),
      place: screen.keymap.indexOf(binding) - (isNearest ? screen.keymap.length : 0),
    }];
  });
}
