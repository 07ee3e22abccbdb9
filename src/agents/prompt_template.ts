// A project's own prompt: where its file is looked for, and how its placeholders are filled, once.
import { baseName } from "./words.ts";

/** File names to look for, best first: by the agent's name in config, its adapter's and its command's. */
export function templateNames(
  agent: { readonly name: string; readonly adapter: string; readonly command: string },
  name = "task",
): readonly string[] {
  const first = agent.command.trim().split(/\s+/)[0] ?? "";
  const all = [agent.name.toLowerCase(), agent.adapter.toLowerCase(), baseName(first)];
  const owners = [...new Set(all)].filter((owner) => /^[a-z0-9][a-z0-9._-]*$/.test(owner));
  return [...owners.map((owner) => `${name}.${owner}`), name]
    .flatMap((stem) => [`${stem}.md`, `${stem}.txt`]);
}

/** A template file's text: of a `.txt` file, lines that begin with `#` are comments. */
export function templateText(fileName: string, text: string): string {
  const lines = text.replace(/^\ufeff/, "").split("\n");
  const kept = fileName.toLowerCase().endsWith(".txt")
    ? lines.filter((line) => !line.trimStart().startsWith("#"))
    : lines;
  return kept.join("\n").trim();
}

/** Fills `{{NAME}}` and `${NAME}` in one pass: what a value holds is not filled again, unknown names stay. */
export function fillPlaceholders(
  template: string,
  values: ReadonlyMap<string, string>,
): string {
  return template.replace(
    /\{\{\s*([A-Z_]+)\s*\}\}|\$\{([A-Z_]+)\}/g,
    (whole, double?: string, dollar?: string) => values.get(double ?? dollar ?? "") ?? whole,
  );
}

/** Does a template show this value itself? */
export function namesPlaceholder(template: string, name: string): boolean {
  return template.includes(`\${${name}}`) ||
    new RegExp(`\\{\\{\\s*${name}\\s*\\}\\}`).test(template);
}
