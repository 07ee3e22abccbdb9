import assert from "node:assert/strict";
import { EXIT_CODES } from "../../../src/pipeline/outcome.ts";
import { COMMANDS } from "../../../src/app/commands.ts";
import { COMMON_OPTIONS } from "../../../src/cli/options.ts";
import { VERBS } from "../../../src/cli/verbs.ts";
import { goldenNames, matchesGolden } from "./golden.ts";
import { say } from "./given_world.ts";

const shown = VERBS.filter((verb) => !verb.isHidden);

for (const verb of shown) {
  Deno.test(`the help of \`${verb.name}\` is as pictured`, async () => {
    const said = await say([...verb.name.split(" "), "--help"]);
    assert.equal(said.code, 0);
    assert.equal(said.err, "");
    for (const option of verb.options) {
      if (!option.isHidden) assert.match(said.out, new RegExp(`--${option.name}\\b`));
    }
    await matchesGolden(`help/${verb.name.replaceAll(" ", "-")}.txt`, said.out);
  });
}

Deno.test("the program's help names every verb, every common flag and every exit code", async () => {
  const { code, out } = await say(["--help"]);
  assert.equal(code, 0);
  for (const { name, summary } of shown.filter((verb) => !verb.name.includes(" "))) {
    assert.match(out, new RegExp(`^  ${name}\\b`, "m"), summary);
  }
  for (const option of COMMON_OPTIONS) {
    assert.equal(out.includes(`--${option.name}`), !option.isHidden, option.name);
  }
  for (const [code, meaning] of EXIT_CODES) assert.ok(out.includes(`${code}  ${meaning}`));
  await matchesGolden("help/spec-tui.txt", out);
});

Deno.test("no picture is left of a help that is gone", async () => {
  const names = shown.map((verb) => `${verb.name.replaceAll(" ", "-")}.txt`);
  assert.deepEqual(await goldenNames("help"), [...names, "spec-tui.txt"].sort());
});

Deno.test("every row of the command table has a verb, whose summary is the row's", () => {
  for (const row of COMMANDS) {
    const verbs = VERBS.filter((verb) => verb.summary === row.summary);
    assert.equal(verbs.length, 1, row.name);
    assert.equal(verbs[0]?.isHidden, row.summary.endsWith("(not built yet)"), row.name);
  }
});

Deno.test("each verb of the table can be loaded", async () => {
  for (const verb of VERBS.filter((each) => !each.isGroup)) {
    assert.equal(typeof await verb.load(), "function", verb.name);
  }
});
