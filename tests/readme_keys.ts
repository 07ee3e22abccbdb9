// The README's table of keys, from the table that the app dispatches by.
// `deno run --allow-read --allow-write tests/readme_keys.ts` puts it between its marks in README.md.
import type { Binding, Context } from "../tui/binding.ts";
import { defaultKeymap } from "../tui/keymap.ts";

const BEGIN = "<!-- keys: written by tests/readme_keys.ts -->";
const END = "<!-- /keys -->";

/** Where the context's own name does not say it. */
const places: Readonly<Partial<Record<Context, string>>> = {
  everywhere: "everywhere",
  list: "lists and texts",
  run: "the run",
  task: "the task",
  output: "Output",
  costs: "Costs",
  timeline: "Timeline",
  typing: "filter or search",
  quit: "leaving",
  start: "launch sheet",
  confirm: "yes or no",
  ask: "a text asked for",
  palette: "palette",
  detail: "one thing in full",
  retry: "retry with options",
  choice: "a choice in it",
  pick: "a list to choose from",
  help: "help",
};

export function readmeTable(keymap: readonly Binding[]): string {
  const rows = keymap.map((row) => {
    const keys = row.keys.map((key) => `\`${key === "|" ? "\\|" : key}\``).join(" ");
    return `| ${places[row.context] ?? row.context} | ${keys} | ${row.help} | \`${row.name}\` |`;
  });
  return [BEGIN, "", "| where | keys | what | name |", "|---|---|---|---|", ...rows, "", END]
    .join("\n");
}

/** Null when the marks are not there. */
export function withTable(readme: string, keymap: readonly Binding[]): string | null {
  const [from, to] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (from < 0 || to < from) return null;
  return readme.slice(0, from) + readmeTable(keymap) + readme.slice(to + END.length);
}

if (import.meta.main) {
  const path = new URL("../README.md", import.meta.url);
  const written = withTable(await Deno.readTextFile(path), defaultKeymap);
  if (written === null) {
    console.error(`Cannot write the keys: README.md has no "${BEGIN}" … "${END}"`);
    Deno.exit(2);
  }
  await Deno.writeTextFile(path, written);
}
