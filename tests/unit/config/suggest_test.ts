import assert from "node:assert/strict";
import { editDistance, suggest } from "../../../src/config/suggest.ts";

Deno.test("a slip of the finger finds its word, a different word finds none", () => {
  const names = ["budget_usd", "jobs", "max_retries", "agent", "agents"];
  assert.equal(suggest("budgte_usd", names), "budget_usd");
  assert.equal(suggest("jobz", names), "jobs");
  assert.equal(suggest("BudgetUsd", names), "budget_usd");
  assert.equal(suggest("retries", names), null);
  assert.equal(suggest("", names), null);
  assert.equal(suggest("x".repeat(10_000), names), null);
});

Deno.test("of two equally near the alphabetically first is taken", () => {
  assert.equal(suggest("lent", ["rent", "cent"]), "cent");
});

Deno.test("a swap of neighbours costs one", () => {
  assert.equal(editDistance("tset", "test"), 1);
  assert.equal(editDistance("", "abc"), 3);
  assert.equal(editDistance("same", "same"), 0);
});
