// A verb's own options may stand before it, as in `spec-tui --all run`: they are put behind it, where the parser
// looks for them.
import { COMMON_OPTIONS } from "./options.ts";
import type { OptionRow, VerbRow } from "./verb.ts";

export function verbFirst(verbs: readonly VerbRow[], argv: readonly string[]): readonly string[] {
  if (!argv[0]?.startsWith("-")) return argv;
  for (let at = 1; at < argv.length && argv[at - 1] !== "--"; at++) {
    const found = verbAt(verbs, argv, at);
    const before = found && split(argv.slice(0, at), found.verb);
    if (!found || !before) continue;
    const end = at + found.words;
    return [...before.common, ...argv.slice(at, end), ...before.own, ...argv.slice(end)];
  }
  return argv;
}

/** The verb whose name begins here: `task list` rather than `task`. */
function verbAt(
  verbs: readonly VerbRow[],
  argv: readonly string[],
  at: number,
): { readonly verb: VerbRow; readonly words: number } | null {
  for (const words of [2, 1]) {
    const name = argv.slice(at, at + words).join(" ");
    const verb = verbs.find((each) => each.name === name || each.aliases?.includes(name));
    if (verb !== undefined && name.split(" ").length === words) return { verb, words };
  }
  return null;
}

/** Null when they are not all options that are known, each with its value. */
function split(
  words: readonly string[],
  verb: VerbRow,
): { readonly common: readonly string[]; readonly own: readonly string[] } | null {
  const common: string[] = [];
  const own: string[] = [];
  for (let at = 0; at < words.length;) {
    const [name = "", value] = (words[at] ?? "").split("=", 2);
    const isNamed = (row: OptionRow) => name === `--${row.name}` || name === `-${row.short}`;
    const shared = COMMON_OPTIONS.find(isNamed);
    const row = shared ?? verb.options.find(isNamed);
    if (row === undefined) return null;
    const taken = row.value !== undefined && value === undefined ? 2 : 1;
    if (at + taken > words.length) return null;
    (shared === undefined ? own : common).push(...words.slice(at, at + taken));
    at += taken;
  }
  return { common, own };
}
