// The layers of spec/design.md §9 as data: an import that has no arrow here, or an effect outside the
// adapters, fails by name. A new arrow is a design decision: change the table and say why.
import assert from "node:assert/strict";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");

const SHELL = [
  "spec",
  "pipeline",
  "runner",
  "agents",
  "config",
  "git",
  "store",
  "reports",
  "app",
  "demo",
  "host",
];
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  spec: [],
  pipeline: ["spec"],
  agents: ["pipeline"],
  config: [],
  demo: [],
  reports: ["spec", "pipeline"],
  runner: ["spec", "pipeline", "agents"],
  git: ["runner", "pipeline"],
  store: ["spec", "pipeline", "runner"],
  app: ["spec", "pipeline", "runner"],
  host: [...SHELL, "tui"],
  cli: [...SHELL],
  tui: ["spec", "pipeline", "app", "reports"],
  mod: ["spec", "config", "pipeline"],
  main: [...SHELL, "cli", "tui"],
};

/** Where effects live; everything else gets the world through ports. */
const ADAPTERS = [
  /^main\.ts$/,
  /^src\/(store|git|host|cli)\//,
  /^src\/runner\/(process|process_stop|process_exit|sweep|guardian|local_executor)\.ts$/,
  /^tui\/(terminal|terminal_\w+|loop)\.ts$/,
];
const EFFECTS = [
  /\bDeno\.(?!errors\b)/,
  /\bDate\.now\b|\bnew Date\(\s*\)/,
  /\bMath\.random\b/,
  /\b(setTimeout|setInterval|fetch|queueMicrotask)\(/,
  /\bperformance\.now\b/,
  /\bcrypto\./,
  /from "node:(?!path")/,
];

interface Source {
  readonly path: string;
  readonly layer: string;
  readonly text: string;
}

function sources(): Source[] {
  const files = [...walk(join(ROOT, "src")), ...walk(join(ROOT, "tui")), join(ROOT, "main.ts")];
  return files.map((file) => {
    const path = relative(ROOT, file);
    return { path, layer: layerOf(path), text: Deno.readTextFileSync(file) };
  });
}

function* walk(folder: string): Iterable<string> {
  for (const entry of Deno.readDirSync(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) yield* walk(path);
    else if (path.endsWith(".ts")) yield path;
  }
}

function layerOf(path: string): string {
  const [first, second] = path.split("/");
  if (first === "src") return (second ?? "").replace(/\.ts$/, "");
  return (first ?? "").replace(/\.ts$/, "");
}

function importsOf(source: Source): string[] {
  const found = [...source.text.matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)];
  return found.map((match) => relative(ROOT, resolve(ROOT, dirname(source.path), match[1] ?? "")));
}

/** Without comments and the text of strings, so that words in prose are no effects. */
function codeOf(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\/\/.*$/, "").replace(/\s\/\/ .*$/, ""))
    .join("\n");
}

Deno.test("each layer imports only what its row allows", () => {
  const wrong = sources().flatMap((source) =>
    importsOf(source)
      .map(layerOf)
      .filter((layer) => layer !== source.layer && !layer.startsWith("deno"))
      .filter((layer) => !(MAY_IMPORT[source.layer] ?? []).includes(layer))
      .map((layer) => `${source.path} imports ${layer}`)
  );
  assert.deepEqual([...new Set(wrong)], []);
});

Deno.test("every layer has a row", () => {
  const unknown = sources().filter((source) => !(source.layer in MAY_IMPORT));
  assert.deepEqual(unknown.map((source) => source.path), []);
});

Deno.test("effects live in the adapters alone", () => {
  const wrong = sources()
    .filter((source) => !ADAPTERS.some((adapter) => adapter.test(source.path)))
    .flatMap((source) =>
      EFFECTS
        .map((effect) => codeOf(source.text).match(effect)?.[0])
        .filter((found) => found !== undefined)
        .map((found) => `${source.path}: ${found}`)
    );
  assert.deepEqual(wrong, []);
});

Deno.test("only main.ts reads the environment", () => {
  const wrong = sources().filter((source) =>
    source.path !== "main.ts" && /\bDeno\.env\b/.test(codeOf(source.text))
  );
  assert.deepEqual(wrong.map((source) => source.path), []);
});

Deno.test("no wait hangs on AbortSignal.any, whose abort a runtime may lose", () => {
  const wrong = sources().filter((source) => /\bAbortSignal\.any\b/.test(codeOf(source.text)));
  assert.deepEqual(wrong.map((source) => source.path), []);
});

Deno.test("libraries are imported by the names in deno.json", () => {
  const wrong = sources().filter((source) => /from "(npm|jsr|https?):/.test(source.text));
  assert.deepEqual(wrong.map((source) => source.path), []);
});

Deno.test("what the first frame waits for loads no library", () => {
  const bySource = new Map(sources().map((source) => [source.path, source]));
  const seen = new Set(["main.ts", "src/cli/cli.ts", "src/cli/verbs/tui.ts", "src/host/screen.ts"]);
  const wrong: string[] = [];
  for (const path of seen) {
    const text = bySource.get(path)?.text ?? "";
    for (
      const [, names = "", from = ""] of text.matchAll(
        /^(?:import|export) ([^;]*?) from "([^"]+)"/gm,
      )
    ) {
      if (names.startsWith("type ")) continue;
      if (/^\.{1,2}\//.test(from)) seen.add(relative(ROOT, resolve(ROOT, dirname(path), from)));
      else if (!from.startsWith("node:")) wrong.push(`${path} imports ${from}`);
    }
  }
  assert.ok(seen.size > 100, `only ${seen.size} files were followed`);
  assert.deepEqual(wrong, []);
});

Deno.test("no file is a barrel or named for nothing", () => {
  const wrong = sources().filter((source) =>
    /\/(utils|common|types|helpers|manager|index)\.ts$/.test(source.path)
  );
  assert.deepEqual(wrong.map((source) => source.path), []);
});

Deno.test("every promise has tests that bear its number", async () => {
  const design = await Deno.readTextFile(join(ROOT, "spec/design.md"));
  const promises = [...design.matchAll(/^\| (P\d+) \| /gm)].map(([, name = ""]) => name);
  assert.ok(promises.length >= 17);
  const table = await Deno.readTextFile(join(ROOT, "tests/README.md"));
  for (const promise of promises) {
    const row = new RegExp(`^\\| ${promise} +\\|.*$`, "m").exec(table)?.[0] ?? "";
    const files = [...row.matchAll(/`((?:unit|e2e)\/[^`]+)`/g)].map(([, file = ""]) => file);
    assert.ok(files.length > 0, `${promise} has no row with tests in tests/README.md`);
    for (const file of files) {
      const text = await Deno.readTextFile(join(ROOT, "tests", file));
      assert.match(text, new RegExp(`\\b${promise}\\b`), `${file} names no test for ${promise}`);
    }
  }
});
