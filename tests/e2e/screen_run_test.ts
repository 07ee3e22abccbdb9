// A run on the screen: begun from the launch sheet, paused, tried again, left and found again.
import assert from "node:assert/strict";
import { oneLandingPerTask } from "./kit/assertions.ts";
import { facts } from "./kit/observe.ts";
import { factsOnceThere, screenTest } from "./kit/screen.ts";

const chain = [{}, { needs: ["TASK-001"] }, { needs: ["TASK-002"] }];

screenTest("a run started from the launch sheet goes on to its end before one's eyes", {
  spec: chain,
}, async (screen) => {
  await screen.open();
  await screen.until(/0\/3/);
  await screen.send("s");
  assert.match(await screen.until(/Limits +budget/), /Start: all tasks[^]*TASK-003[^]*claude/);
  await screen.send("Enter");
  await screen.until(/all done[^]*3\/3/);
  // What came of it lies upon the list.
  assert.match(await screen.until(/All done/), /Landed on +main/);
  await screen.send("Escape");
  await screen.until(/done +TASK-003/);
  assert.equal((await factsOnceThere(screen.project, "RunStarted")).body.by, "tui:ada");
  await screen.send("q");
  await screen.untilOver(0);
  await oneLandingPerTask(screen.project, ["TASK-001", "TASK-002", "TASK-003"]);
});

screenTest("p pauses and goes on; the facts name who asked", { spec: chain }, async (screen) => {
  const { project } = screen;
  await hold(screen.project);
  await screen.begin();
  await screen.until(/running/);
  await factsOnceThere(project, "CallStarted");
  await screen.send("p");
  await screen.until(/ paused /);
  assert.equal((await factsOnceThere(project, "RunPaused")).body.by, "tui:ada");
  await Deno.writeTextFile(`${project.home}/go`, "");
  await screen.until(/done +TASK-001/);
  assert.equal((await facts(project)).filter((fact) => fact.type === "AttemptStarted").length, 1);
  await screen.send("p");
  await screen.until(/all done[^]*3\/3/);
  assert.equal((await factsOnceThere(project, "RunResumed")).body.by, "tui:ada");
});

screenTest("r tries a failed task again, and starts an engine for it when asked to", {
  spec: [{}],
  config: { max_retries: 1 },
  agents: { claude: { rules: [{ steps: [{ do: "answer", answer: "failed", why: "no idea" }] }] } },
}, async (screen) => {
  const { project } = screen;
  await screen.begin();
  // Why it failed is told with the end, which lies upon the list.
  await screen.until(/The run has ended[^]*TASK-001[^]*no idea/);
  await project.agents.claude?.setScenario({ rules: [] });
  await screen.send("r");
  await screen.until(/Retry TASK-001\?/);
  await screen.send("y");
  await screen.until(/all done[^]*1\/1/);
  assert.equal((await factsOnceThere(project, "TaskRetried")).body.by, "tui:ada");
  await oneLandingPerTask(project, ["TASK-001"]);
});

screenTest("an engine that dies at once shows what it said", { spec: [{}] }, async (screen) => {
  const { project } = screen;
  await screen.open();
  await screen.send("s");
  await screen.until(/Limits +budget/);
  // Between the look and the start.
  await project.write("spec-tui.config.yaml", "agent: [\n");
  await screen.send("Enter");
  await screen.until(/did not start/);
  await screen.until(/spec-tui\.config\.yaml/);
});

async function hold(project: Parameters<typeof facts>[0]): Promise<void> {
  await project.agents.claude?.setScenario({
    rules: [{
      task: "TASK-001",
      steps: [
        { do: "write", path: "work/{task}.txt", text: "one\n" },
        { do: "wait_for", path: `${project.home}/go` },
      ],
    }],
  });
}
