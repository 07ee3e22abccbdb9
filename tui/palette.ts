// The palette's entries: every command that the contexts below it have, found by their letters in order.
import { contextsOf } from "./dispatch.ts";
import type { Binding } from "./binding.ts";
import { closeDialog, type Screen } from "./screen.ts";

/** Best first. */
export function paletteEntries(screen: Screen): readonly Binding[] {
  const dialog = screen.dialogs.at(-1);
  if (dialog?.kind !== "palette") return [];
  const below = closeDialog(screen);
  const contexts = contextsOf(below);
  const wanted = dialog.field.text.toLowerCase().replaceAll(/\s+/g, "");
  return screen.keymap
    .filter((row) => contexts.includes(row.context) || row.context === "output")
    .filter((row) => row.name !== "palette")
    .map((row) => ({ row, rank: rankOf(row, wanted) }))
    .filter(({ rank }) => rank >= 0)
    .sort((one, other) => one.rank - other.rank)
    .map(({ row }) => row);
}

/** -1: the letters are not there; else the smaller the closer they stand. */
function rankOf(row: Binding, wanted: string): number {
  if (wanted === "") return 0;
  const name = row.name.replaceAll("-", "");
  if (name.startsWith(wanted)) return 1;
  if (name.includes(wanted)) return 2;
  if (row.help.toLowerCase().replaceAll(" ", "").includes(wanted)) return 3;
  return hasInOrder(`${name}${row.help.toLowerCase()}`, wanted) ? 4 : -1;
}

function hasInOrder(text: string, letters: string): boolean {
  let at = -1;
  for (const letter of letters) {
    at = text.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
}
