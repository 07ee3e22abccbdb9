// Hands on the screen: filter, search, paste, mouse, a window that changes its size, and Ctrl-Z.
import assert from "node:assert/strict";
import { appendLanded } from "../bench/long_log.ts";
import { factsOnceThere, inTerminal, screenTest, untilWhole } from "./kit/screen.ts";
import { manyTasks } from "./kit/tasks.ts";

const spec = manyTasks(60).map((task, at) => ({
  ...task,
  name: at === 41 ? "Fit the odd one" : `Make part ${at + 1}`,
  description: at === 0
    ? Array.from({ length: 40 }, (_, n) => `Line ${n}${n === 33 ? " holds the needle" : ""}.`)
      .join("\n\n")
    : "It is made.",
}));

screenTest(
  "/ filters as it is typed, esc brings all back, and n and N step",
  { spec },
  async (screen) => {
    await screen.open();
    await screen.until(/Tasks 60/);
    await screen.type("/odd");
    const filtered = await screen.until(/1\/60 "odd"/);
    assert.match(filtered, /TASK-042/);
    assert.doesNotMatch(filtered, /TASK-001/);
    await screen.send("Escape");
    await screen.until(/TASK-041[^]*TASK-042|TASK-042[^]*TASK-043/);
    await screen.type("/part 5");
    await screen.send("Enter");
    await screen.until(/15\/60 "part 5"/);
    await screen.send("g", "n");
    await screen.until(/─ TASK-015 Make part 15/);
    await screen.send("N");
    await screen.until(/─ TASK-005 Make part 5/);
  },
);

screenTest(
  "/ searches the pane that has the keys, and shows where it is",
  { spec },
  async (screen) => {
    await screen.open();
    await screen.until(/Line 0/);
    await screen.send("Tab");
    await screen.type("/needle");
    await screen.send("Enter");
    await screen.until(/holds the needle/);
    await screen.send("/", "C-u");
    await screen.type("nowhere at all");
    await screen.send("Enter");
    await screen.until(/"nowhere at all" is not here/);
  },
);

screenTest("what is pasted is text: into a field with its lines, and nothing where there is none", {
  spec,
}, async (screen) => {
  await screen.open();
  await screen.until(/Tasks 60/);
  await screen.paste("qDSyr\nq\n");
  await screen.send("b");
  await screen.until(/Block TASK-001/);
  await screen.paste("because\nq of \x1b[31mit\x1b[0m");
  await screen.until(/because/);
  await screen.send("Enter");
  await screen.until(/TASK-001 is blocked/);
  const held = await factsOnceThere(screen.project, "TaskHeld");
  assert.match(String(held.body.reason), /^because\nq of .*it/);
  assert.equal(held.body.by, "tui:ada");
});

screenTest("the wheel scrolls what it is over, and a click selects", { spec }, async (screen) => {
  await screen.open();
  const before = await screen.until(/TASK-001[^]*TASK-010/);
  const row = before.split("\n").findIndex((line) => /TASK-005/.test(line)) + 1;
  await screen.mouse("click", 12, row);
  await screen.until(/─ TASK-005 Make part 5/);
  await screen.mouse("down", 12, 10);
  await screen.mouse("down", 12, 10);
  const scrolled = await screen.until(/TASK-007[^]*TASK-020/);
  assert.doesNotMatch(scrolled, /[^─] TASK-003/);
  assert.match(scrolled, /─ TASK-005 Make part 5/);
  await screen.mouse("up", 12, 10);
  await screen.mouse("up", 12, 10);
  await screen.until(/TASK-001[^]*TASK-010/);
  const rows = (await screen.screen()).split("\n");
  const y = rows.findIndex((line) => / Output /.test(line));
  await screen.mouse("click", (rows[y] ?? "").indexOf(" Output ") + 3, y + 1);
  await screen.until(/No agent has worked on this task/);
});

screenTest("a storm of sizes leaves a whole frame of the last size", { spec }, async (screen) => {
  await screen.open();
  await screen.until(/Tasks 60/);
  for (const [columns, rows] of storm()) await screen.resize(columns, rows);
  await screen.resize(100, 30);
  const frame = await screen.until(/^(.*\n){2}┌.*┐\n(│.*│\n){24}└.*┘\n.*\n.* quit *\n?$/u);
  assert.equal(frame.split("\n")[2]?.length, 100);
  await untilWhole(screen);
  await screen.resize(39, 8);
  await screen.until(/^spec-tui needs 40×12 \(this is 39×8\)/);
  await screen.resize(80, 24);
  await screen.until(/Tasks 60/);
  await untilWhole(screen);
});

screenTest(
  "Ctrl-Z gives the shell its terminal, and fg shows all again",
  { spec },
  async (screen) => {
    await screen.open();
    await screen.until(/Tasks 60/);
    await screen.send("j", "j");
    await screen.until(/─ TASK-003/);
    await screen.send("C-z");
    await screen.until(/Stopped/);
    await screen.untilModes("0 1 0");
    await screen.type("clear; echo between; fg");
    await screen.send("Enter");
    await screen.until(/─ TASK-003[^]*quit/);
    assert.doesNotMatch(await untilWhole(screen), /between/);
    await screen.send("q");
    await screen.untilModes("0 1 0");
    await screen.until(/\$ *\n*$/);
    await screen.type("echo over");
    await screen.send("Enter");
    await screen.until(/^over$/m);
  },
);

function storm(): readonly (readonly [number, number])[] {
  return Array.from({ length: 30 }, (_, n) => [30 + (n * 37) % 170, 8 + (n * 13) % 45]);
}

const old = manyTasks(3000).map((task, at) =>
  at > 0 && at <= 2990 ? { ...task, status: "DONE" as const } : task
);

screenTest(
  "what is pressed while a long log is still read counts once all of it is known",
  { spec: old, git: "none" },
  async (screen) => {
    await appendLanded(screen.project, 2990);
    await screen.open();
    await screen.type("jjjw");
    const picture = await screen.until(/─ TASK-004[^]*TASK-004 landed/);
    assert.match(picture, /2991\/3000/);
    assert.doesNotMatch(picture, /reading the log/);
    await screen.type("G");
    await screen.until(/─ TASK-3000/);
  },
);

screenTest(
  "O opens what an attempt's agent and checks printed, whatever is looked at",
  { spec: spec.slice(0, 1) },
  async (screen) => {
    const pager = `${screen.project.home}/pager`;
    await Deno.writeTextFile(
      pager,
      '#!/bin/sh\nfor file do echo "paged $(basename "$file")"; done; read -r _\n',
    );
    await Deno.chmod(pager, 0o755);
    const { project } = screen;
    await inTerminal({ ...project, env: { ...project.env, PAGER: pager } }, async (other) => {
      await other.begin();
      await other.until(/all done/);
      await other.send("O");
      const paged = await other.until(/paged .*-check-/);
      assert.match(paged, /paged task-001-\w+-a1-implement-\w+\.log\n/);
      await other.send("Enter");
      await other.until(/ quit *\n?$/);
    });
  },
);
