// P16 and P17: whatever an agent prints, memory and disk stay bounded; and a person can ask why.
import assert from "node:assert/strict";
import { join } from "node:path";
import { filesUnder } from "./kit/observe.ts";
import { commandLine, runProgram } from "./kit/program.ts";
import type { Project } from "./kit/project.ts";
import { beginStory, RUN } from "./kit/stories.ts";
import { manyTasks } from "./kit/tasks.ts";
import { misbehaving } from "../fixtures/agents/scenarios.ts";

Deno.test("P16: 384 MB of an agent's output take neither memory nor disk", async () => {
  await using story = await beginStory({
    agents: {
      claude: {
        rules: [{
          steps: [
            { do: "write", path: "work/{task}.txt", text: "x\n" },
            { do: "spew", megabytes: 256, as: "lines" },
            { do: "spew", megabytes: 64, as: "one_line" },
            { do: "spew", megabytes: 64, as: "stderr" },
            { do: "answer", answer: "complete" },
          ],
        }],
      },
    },
  });
  const { project } = story;
  const megabytes = await largestSet(project);
  assert.ok(megabytes > 20 && megabytes < 300, `${megabytes} MB`);
  let kept = 0;
  for (const path of await filesUnder(join(project.repository, ".git/spec-tui"))) {
    kept += (await Deno.stat(path)).size;
  }
  assert.ok(kept < 40 * 1024 * 1024, `${kept} bytes are kept`);
});

Deno.test("P16: 512 MB that a commit hook and a check print take no memory", async () => {
  const prints = (megabytes: number) => `head -c ${megabytes}000000 /dev/zero | tr '\\0' x`;
  await using story = await beginStory({
    config: {
      commands: { test: `test ! -e work/TASK-001.txt || { ${prints(128)}; }`, lint: "" },
    },
  });
  const { project } = story;
  const hook = join(project.repository, ".git/hooks/pre-commit");
  const text = `#!/bin/sh\n${prints(256)}\n${prints(128)} >&2\n`;
  await Deno.writeTextFile(hook, text, { mode: 0o755 });
  const megabytes = await largestSet(project);
  assert.ok(megabytes > 20 && megabytes < 300, `${megabytes} MB`);
});

/** Of a run to its end: the largest set of memory it ever had, in MB. */
async function largestSet(project: Project): Promise<number> {
  const [deno = "", ...words] = await commandLine();
  const report = join(project.home, "rss");
  const script = `"$@" & p=$!; m=0; while kill -0 $p 2>/dev/null; do ` +
    `r=$(ps -o rss= -p $p 2>/dev/null || awk '/VmRSS/{print $2}' /proc/$p/status 2>/dev/null); ` +
    `[ "\${r:-0}" -gt $m ] && m=$r; sleep 0.05; done; echo $m > "${report}"; wait $p`;
  const ended = await runProgram(project, [...words, ...RUN], {
    program: ["sh", "-c", script, "sh", deno],
  });
  assert.equal(ended.code, 0, ended.stderr);
  return Number(await Deno.readTextFile(report)) / 1024;
}

Deno.test("P17: why tells what happened to a task, step by step, with the evidence", async () => {
  await using story = await beginStory({
    spec: manyTasks(2, "chain"),
    agents: { claude: misbehaving("says_failed") },
    config: { max_retries: 2 },
  });
  const { project } = story;
  const first = await runProgram(project, ["why", "TASK-001"]);
  assert.equal(first.code, 0, first.stderr);
  assert.equal((await runProgram(project, RUN)).code, 1);
  const why = await runProgram(project, ["why", "TASK-001"]);
  assert.match(why.stdout, /the input is missing/);
  assert.match(why.stdout, /attempt 1[^]*attempt 2/i, "in order");
  const needs = await runProgram(project, ["why", "TASK-002"]);
  assert.match(needs.stdout, /TASK-001/, "what it waits for");
  assert.equal((await runProgram(project, ["why", "TASK-404"])).code, 2);
});
