import { given, started } from "../../given.ts";

Deno.test("a run that is stopping is not stopped twice, unless at once", () => {
  const stopping = { type: "StopRequested", mode: "soft", by: "cli:ada", reason: "" } as const;
  given(started(), stopping).when("stop").refused(/it is stopping already.*--now/);
  given(started(), stopping).when("stop", { now: true }).then({
    ...stopping,
    mode: "hard",
    reason: "stopped by cli:ada",
  });
  given(started(), { ...stopping, mode: "hard" }).when("stop", { now: true })
    .refused(/it is stopping already/);
});

Deno.test("a raise is refused where there is no limit that it could raise", () => {
  given().when("budget", { usd: 2 }).refused(/nothing has run yet/);
  given(started()).when("budget", { usd: 2 }).refused(
    /no such limit: budget_usd or --budget sets one/,
  );
  given(started({ budgetUsd: 5 })).when("budget", { usd: 2, task: "a" })
    .refused(/no such limit: task_budget_usd or --task-budget sets one/);
  given(started({ budgetUsd: 5 })).when("budget", { usd: 2 }).then({
    type: "BudgetRaised",
    task: null,
    usd: 2,
  });
  given(started({ maxRetryCostUsd: 1 })).when("budget", { usd: 2, task: "a" }).then({
    type: "BudgetRaised",
    task: "a",
    usd: 2,
  });
});
