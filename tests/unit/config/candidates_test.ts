import assert from "node:assert/strict";
import { chooseConfigFile, isSpecRunnerFile } from "../../../src/config/candidates.ts";

const [OWN, OLD, OLDEST] = [
  "spec-tui.config.yaml",
  "spec-runner.config.yaml",
  "spec/executor.config.yaml",
];

Deno.test("our own file wins, then spec-runner's, and a choice is said", () => {
  const cases: readonly (readonly [string[], string | null, string[]])[] = [
    [[], null, []],
    [[OWN], OWN, []],
    [[OLD, "README.md"], OLD, []],
    [[OLD, OWN], OWN, ["several-files"]],
    [[OLDEST], OLDEST, ["deprecated-file"]],
    [[OLDEST, OLD], OLD, ["several-files"]],
    [[OLDEST, OLD, OWN], OWN, ["several-files"]],
  ];
  for (const [existing, path, codes] of cases) {
    const choice = chooseConfigFile(existing);
    assert.equal(choice.path, path);
    assert.deepEqual(choice.notes.map((each) => each.code), codes);
  }
  const [both] = chooseConfigFile([OLD, OWN, OLDEST]).notes;
  assert.equal(both?.message, `${OWN} is read, ${OLD} and ${OLDEST} are not`);
});

Deno.test("spec-runner's files are known by name, wherever they are", () => {
  assert.ok(isSpecRunnerFile(OLD));
  assert.ok(isSpecRunnerFile("/a/b/spec/executor.config.yaml"));
  assert.ok(!isSpecRunnerFile(OWN));
});
