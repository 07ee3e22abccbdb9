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
