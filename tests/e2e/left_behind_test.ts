// P8: whatever a run was doing, and however it is ended, nothing that it started outlives it by more than 5 s:
// the agent, a set-up command, a commit hook or a check, deaf to signals and with children in sessions of their own.
import assert from "node:assert/strict";
import { noProcessLeft } from "./kit/assertions.ts";
import { forEachOf } from "./kit/crash.ts";
import { facts } from "./kit/observe.ts";
import { startProgram } from "./kit/program.ts";
import { createProject, type Project, type ProjectOptions } from "./kit/project.ts";
import { RUN } from "./kit/stories.ts";

const ENDINGS: Readonly<Record<string, number | null>> = {
  SIGKILL: null,
  SIGINT: 130,
  SIGTERM: 143,
  SIGHUP: 129,
};

/** Tells that it has begun, and would never end. */
const HANGS = `trap '' INT TERM HUP; echo $$ >"$HOME/begun"; ` +
  `setsid sh -c "trap '' INT TERM HUP; while :; do sleep 300; done" & while :; do sleep 300; done`;

const WHAT: Readonly<Record<string, ProjectOptions>> = {
  "an agent": {
    agents: { claude: { rules: [{ steps: [{ do: "sh", command: HANGS }] }] } },
  },
  "a set-up command": { config: { worktree: { setup: HANGS } } },
  "a commit hook": {},
  "a check": {
    config: { commands: { test: `test ! -e work/TASK-001.txt || { ${HANGS}; }`, lint: "" } },
  },
};

for (const [what, options] of Object.entries(WHAT)) {
  Deno.test(`P8: ${what} that would never end goes with its engine, however that ends`, async () => {
    await forEachOf(Object.keys(ENDINGS), (signal) => signal, async (signal) => {
      await using project = await createProject(options);
      if (what === "a commit hook") await addHook(project);
      await using live = await startProgram(project, RUN);
      await live.until(`${what} at work`, () => exists(`${project.home}/begun`));
      live.signal(signal as Deno.Signal);
      const ended = await live.ended;
      await noProcessLeft(project);
      if (ENDINGS[signal] === null) return;
      assert.equal(ended.code, ENDINGS[signal], ended.stderr);
      const types = (await facts(project)).map((fact) => fact.type);
      assert.equal(types.at(-1), "RunEnded", "it ended in order, not by being cut off");
    }, 4);
  });
}

async function addHook(project: Project): Promise<void> {
  const path = `${project.repository}/.git/hooks/pre-commit`;
  await Deno.writeTextFile(path, `#!/bin/sh\n${HANGS}\n`, { mode: 0o755 });
}

function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}
