// Two screens on one run: both show the same, both may command, and each fact names who asked.
import assert from "node:assert/strict";
import { facts } from "./kit/observe.ts";
import { factsOnceThere, inTerminal, sameFrame, screenTest } from "./kit/screen.ts";

screenTest("two attached screens show the same frame, and either may command", {
  spec: [{}, { needs: ["TASK-001"] }, {}],
  config: { max_concurrent: 1 },
}, async (one) => {
  const { project } = one;
  await project.agents.claude?.setScenario({
    rules: [{
      task: "TASK-001",
      steps: [
        { do: "write", path: "work/{task}.txt", text: "one\n" },
        { do: "say", text: "half of it is there" },
        { do: "wait_for", path: `${project.home}/go` },
      ],
    }],
  });
  await one.begin();
  await one.until(/implement +TASK-001/);
  const bob = { ...project, env: { ...project.env, USER: "bob" } };
  await inTerminal(bob, async (two) => {
    await two.open();
    await two.until(/implement +TASK-001/);
    await one.send("o");
    await two.send("o");
    await two.until(/half of it is there/);
    assert.match(await sameFrame(one, two, plain), /half of it is there/);

    await two.send("p");
    await one.until(/ paused /);
    assert.equal((await factsOnceThere(project, "RunPaused")).body.by, "tui:bob");
    await one.send("p");
    await two.until(/running/);
    assert.equal((await factsOnceThere(project, "RunResumed")).body.by, "tui:ada");

    await two.send("G", "b");
    await two.until(/Block TASK-003/);
    await two.type("not today");
    await two.send("Enter");
    await one.until(/blocked +TASK-003/);
    const held = await factsOnceThere(project, "TaskHeld");
    assert.deepEqual([held.body.by, held.body.reason], ["tui:bob", "not today"]);
    await two.send("g");
    assert.match(await sameFrame(one, two, plain), /blocked +TASK-003/);

    await Deno.writeTextFile(`${project.home}/go`, "");
    await one.until(/The run has ended/);
    await two.until(/The run has ended/);
    await factsOnceThere(project, "RunEnded");
    assert.match(await sameFrame(one, two, plain), / 2\/3 /);
  });
  const by = (await facts(project)).flatMap((fact) => fact.body.by ?? []);
  assert.ok(by.includes("tui:ada") && by.includes("tui:bob"), by.join());
});

/** Without what one's own clock, watchers and last answer put there. */
function plain(frame: string): string {
  const rows = frame.split("\n");
  return rows.slice(0, -3).join("\n")
    .replace(/[ \d]+[hms]\b/g, " 0s")
    .replace(/\s*\d+ (watching|faces?|screens?)\b/g, "")
    .replace(/ +/g, " ");
}
