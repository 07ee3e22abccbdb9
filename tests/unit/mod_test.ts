import assert from "node:assert/strict";
import * as library from "../../src/mod.ts";
import { nextTasks, parseSpec, parseTasks, resolveConfig } from "../../src/mod.ts";

/** The example's lines, out of the module's own comment. */
async function example(): Promise<string> {
  const text = await Deno.readTextFile(new URL("../../src/mod.ts", import.meta.url));
  const block = /```ts\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
  return block.split("\n").map((line) => line.replace(/^ \* ?/, "")).join("\n");
}

Deno.test("the example in the module's comment does what it says", async () => {
  const code = await example();
  const [imports = "", ...rest] = code.split("\n");
  const names = /^import \{ (.*) \} from "spec-tui";$/.exec(imports)?.[1]?.split(", ") ?? [];
  assert.deepEqual(names, ["nextTasks", "parseTasks"]);
  const claims = [...rest.join("\n").matchAll(/^(.+); \/\/ (.+)$/gm)];
  assert.equal(claims.length, 2);
  const setup = rest.join("\n").replace(/^.+; \/\/ .+$/gm, "");
  for (const [, expression, expected] of claims) {
    const run = new Function(...names, `${setup}\nreturn ${expression}`);
    const found = run(library.nextTasks, library.parseTasks);
    assert.deepEqual(found, JSON.parse(expected ?? ""), expression);
  }
});

Deno.test("what could not be read is a diagnostic, and the tasks stand in file order", () => {
  const text =
    "### TASK-002: B\n🟠 P1 | ⬜ TODO\n\n### TASK-001: A\n🔴 P0 | ⬜ TODO\n**Depends on:** [TASK-9]\n";
  assert.deepEqual(parseTasks(text).map((task) => task.id), ["TASK-002", "TASK-001"]);
  assert.ok(parseSpec(text).diagnostics.some((each) => each.code === "unknown-dependency"));
  assert.deepEqual(nextTasks(parseTasks(text)), nextTasks(parseSpec(text)));
});

Deno.test("a config is resolved from text, without touching the machine", () => {
  const resolved = resolveConfig({
    file: { path: "spec-tui.config.yaml", text: "max_retries: 2\n" },
    environment: {},
    flags: { jobs: 4 },
    detected: library.detectProject({
      files: [],
      packageJson: null,
      denoJson: null,
      pyproject: null,
      cargoToml: null,
      composerJson: null,
      makefile: null,
      justfile: null,
      branches: { originHead: null, current: "main", exists: ["main"] },
      agentsOnPath: ["claude"],
    }),
    agents: { known: ["claude"], adapterOf: () => "claude" },
  });
  assert.ok("config" in resolved);
  assert.deepEqual([resolved.config.limits.maxAttempts, resolved.config.limits.jobs], [2, 4]);
});
