import assert from "node:assert/strict";
import { FLAGS, type Flags } from "../../../src/config/flag_table.ts";
import { onlyProblem, originOf, resolved, valueOf } from "./given.ts";

Deno.test("every flag of the table sets its key", () => {
  const samples: Record<string, readonly [unknown, unknown]> = {
    maxRetries: ["7", 7],
    timeout: [1.5, 1.5],
    budget: ["0.5", 0.5],
    taskBudget: [2, 2],
    jobs: [2, 2],
    tests: [false, false],
    branch: [false, false],
    commit: [false, false],
    review: [false, false],
    callbackUrl: ["http://x", "•••• (set)"],
    specPrefix: ["p-", "p-"],
    projectRoot: ["sub", "sub"],
    logLevel: ["debug", "debug"],
    agent: ["pi", "pi"],
  };
  for (const { option, flag, key } of FLAGS.filter((row) => row.option !== "hitlReview")) {
    const [given, value] = samples[option] ?? assert.fail(option);
    const result = resolved({ flags: { [option]: given } });
    assert.deepEqual([valueOf(result, key), originOf(result, key)], [value, `flag ${flag}`]);
  }
});

Deno.test("a switch that was not given changes nothing", () => {
  const flags = { tests: true, branch: true, commit: true, review: true, hitlReview: false };
  const text = "hooks: {post_done: {run_tests: false}}";
  const result = resolved({ text, flags });
  assert.equal(valueOf(result, "hooks.post_done.run_tests"), false);
  assert.equal(originOf(result, "hooks.post_done.auto_commit"), "default");
});

Deno.test("a bad flag names itself", () => {
  const cases: readonly (readonly [Flags, string])[] = [
    [{ maxRetries: 0 }, "flag --max-retries"],
    [{ jobs: "many" }, "flag --jobs"],
    [{ budget: Number.NaN }, "flag --budget"],
    [{ budget: "" }, "flag --budget"],
    [{ logLevel: "DEBUG" }, "flag --log-level"],
    [{ specPrefix: "a/b" }, "flag --spec-prefix"],
    [{ set: ["jobs"] }, "flag --set jobs"],
    [{ set: ["jbos=2"] }, "flag --set jbos"],
    [{ set: ["agents=x"] }, "flag --set agents"],
    [{ set: ["jobs=x"] }, "flag --set jobs"],
    [{ set: [""] }, "flag --set "],
  ];
  for (const [flags, source] of cases) assert.equal(onlyProblem({ flags }).source, source);
  assert.equal(onlyProblem({ flags: { set: ["jbos=2"] } }).fix, "did you mean jobs?");
});
