import assert from "node:assert/strict";
import { openHarness } from "../../../src/git/harness.ts";

/** A git folder with a config and two hooks. */
async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "spec-tui-harness-" });
  try {
    await Deno.mkdir(`${folder}/hooks`);
    await Deno.writeTextFile(`${folder}/config`, "[core]\n");
    await Deno.writeTextFile(`${folder}/hooks/pre-commit`, "exit 0\n", { mode: 0o755 });
    await Deno.writeTextFile(`${folder}/hooks/notes`, "none\n", { mode: 0o644 });
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a harness is the config and the hooks, and which of them git would run", () =>
  inFolder(async (folder) => {
    const harness = await openHarness(folder).read();
    assert.deepEqual([...harness].sort(), [
      ["config", "[core]\n"],
      ["hooks/notes", "(not executable)\nnone\n"],
      ["hooks/pre-commit", "exit 0\n"],
    ]);
  }));

Deno.test("what is removed while a harness is read is no part of it, and fails nothing", () =>
  inFolder(async (folder) => {
    const look = Deno.statSync;
    Deno.statSync = (path) => {
      const found = look(path);
      if (String(path).endsWith("/hooks/pre-commit")) Deno.removeSync(path);
      return found;
    };
    try {
      const harness = await openHarness(folder).read();
      assert.deepEqual([...harness.keys()].sort(), ["config", "hooks/notes"]);
    } finally {
      Deno.statSync = look;
    }
  }));
