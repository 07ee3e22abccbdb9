// The longest files and functions, as a place to look. Functions are found by indentation, which `deno fmt`
// guarantees: from a line that opens one to the first line that closes at the same depth. Tables of tests and
// arrow functions within expressions are not told apart.
import { join, relative } from "node:path";

const FOLDERS = ["src", "tui"];
const SHOWN = 5;
const OPENS =
  /^( *)(?:export )?(?:default )?(?:async )?function\*? (\w+)|^( *)(?:async )?(#?\w+)\([^;]*\) ?(?::[^;=]*)?\{$/;
const NO_FUNCTION = /^(if|for|while|switch|catch)$/;

interface Found {
  readonly lines: number;
  readonly name: string;
}

export function longest(root: string): string {
  const files: Found[] = [];
  const functions: Found[] = [];
  for (const path of FOLDERS.flatMap((folder) => [...sources(join(root, folder))])) {
    const lines = Deno.readTextFileSync(path).trimEnd().split("\n");
    const name = relative(root, path);
    files.push({ lines: lines.length, name });
    functions.push(...functionsIn(lines, name));
  }
  return `longest files:\n${top(files)}\nlongest functions:\n${top(functions)}`;
}

export function functionsIn(lines: readonly string[], file: string): readonly Found[] {
  return lines.flatMap((line, at) => {
    const match = OPENS.exec(line);
    const name = match?.[2] ?? match?.[4];
    if (!match || name === undefined || NO_FUNCTION.test(name)) return [];
    const depth = match[1] ?? match[3] ?? "";
    const length = lines.slice(at + 1).findIndex((each) => each.startsWith(`${depth}}`)) + 2;
    // A signature without a body closes nothing.
    return length < 2 ? [] : [{ lines: length, name: `${file}:${at + 1} ${name}` }];
  });
}

function top(found: readonly Found[]): string {
  const sorted = [...found].sort((left, right) => right.lines - left.lines);
  return sorted.slice(0, SHOWN).map(({ lines, name }) => `  ${String(lines).padStart(4)}  ${name}`)
    .join("\n");
}

function* sources(folder: string): Iterable<string> {
  for (const entry of Deno.readDirSync(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) yield* sources(path);
    else if (path.endsWith(".ts")) yield path;
  }
}
