// Pictures as text files: `UPDATE_GOLDEN=1`, or `--update` after `--`, rewrites them.
import assert from "node:assert/strict";
import { dirname } from "node:path";

export async function matchesGolden(name: string, text: string): Promise<void> {
  const path = new URL(`../../golden/${name}`, import.meta.url).pathname;
  if (Deno.env.get("UPDATE_GOLDEN") === "1" || Deno.args.includes("--update")) {
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, text);
    return;
  }
  const expected = await Deno.readTextFile(path).catch(() => "");
  assert.equal(text, expected, `${path} differs (UPDATE_GOLDEN=1 rewrites it)`);
}

/** Names of all pictures of a folder. */
export async function goldenNames(folder: string): Promise<string[]> {
  const names: string[] = [];
  const url = new URL(`../../golden/${folder}/`, import.meta.url);
  for await (const entry of Deno.readDir(url)) names.push(entry.name);
  return names.sort();
}
