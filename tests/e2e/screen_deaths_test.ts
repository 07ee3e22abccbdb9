// However the screen dies, the run goes on, and the next screen shows it.
import assert from "node:assert/strict";
import { noProcessLeft, oneLandingPerTask } from "./kit/assertions.ts";
import type { Project } from "./kit/project.ts";
import { factsOnceThere, inTerminal, type OnScreen, screenTest } from "./kit/screen.ts";

const spec = [{}, { needs: ["TASK-001"] }];

interface Death {
  readonly name: string;
  readonly die: (screen: OnScreen) => Promise<void>;
}

const deaths: readonly Death[] = [
  {
    name: "SIGTERM",
    async die(screen) {
      Deno.kill(await screen.pid(), "SIGTERM");
      await screen.untilOver(143);
      await screen.untilModes("0 1 0");
    },
  },
  {
    name: "kill -9",
    async die(screen) {
      Deno.kill(await screen.pid(), "SIGKILL");
      await screen.untilModes("0 1 0");
      await screen.type("echo over");
      await screen.send("Enter");
      await screen.until(/^over$/m);
    },
  },
  { name: "its terminal being closed", die: (screen) => screen.close() },
];

for (const { name, die } of deaths) {
  screenTest(`a run outlives its screen's end by ${name}, and a new screen shows it`, {
    spec,
  }, async (screen) => {
    const { project } = screen;
    await hold(project);
    await screen.begin();
    await screen.until(/implement +TASK-001/);
    await die(screen);
    await inTerminal(project, async (next) => {
      await next.open();
      await next.until(/running/);
      await next.until(/implement +TASK-001/);
      await Deno.writeTextFile(`${project.home}/go`, "");
      await next.until(/all done[^]*2\/2/);
      await next.until(/All done/);
      await next.send("q");
      await next.untilOver(0);
    });
    await oneLandingPerTask(project, ["TASK-001", "TASK-002"]);
    // Its shell is the last of this project.
    await screen.close().catch(() => {});
    await noProcessLeft(project);
  });
}

/** Each answer to `q` while a run goes on. */
const choices = [
  { key: "d", says: /The run goes on/, ends: "2/2" },
  { key: "Enter", says: /The run goes on/, ends: "2/2" },
  { key: "s", says: /stops after the attempts/, ends: "1/2" },
  { key: "a", says: /The run was ended/, ends: "0/2" },
] as const;

for (const { key, says, ends } of choices) {
  screenTest(`q and ${key}: the run is at ${ends} when it is over`, { spec }, async (screen) => {
    const { project } = screen;
    await hold(project);
    await screen.begin();
    await screen.until(/implement +TASK-001/);
    await screen.send("q");
    await screen.until(/detach[^]*stop after current[^]*abort/);
    await screen.send(key);
    assert.match(await screen.untilOver(0), says);
    await screen.untilModes("0 1 0");
    if (ends !== "0/2") await Deno.writeTextFile(`${project.home}/go`, "");
    await factsOnceThere(project, "RunEnded");
    await screen.open();
    await screen.until(new RegExp(` ${ends} `));
  });
}

screenTest("q and esc stays, and so does the run", { spec }, async (screen) => {
  await hold(screen.project);
  await screen.begin();
  await screen.until(/implement +TASK-001/);
  await screen.send("q");
  await screen.until(/detach[^]*abort/);
  await screen.send("Escape");
  await screen.until(/running[^]*─ TASK-001/);
  await Deno.writeTextFile(`${screen.project.home}/go`, "");
  await screen.until(/all done[^]*2\/2/);
});

/** The first task waits for a word. */
async function hold(project: Project): Promise<void> {
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
