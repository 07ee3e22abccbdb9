// P16 and P17: whatever an agent prints, memory and disk stay bounded; and a person can ask why.
import assert from "node:assert/strict";
import { join } from "node:path";
import { filesUnder } from "./kit/observe.ts";
import { commandLine, runProgram } from "./kit/program.ts";
import { beginStory, RUN } from "./kit/stories.ts";
import { manyTasks } from "./kit/tasks.ts";
import { misbehaving } from "../fixtures/agents/scenarios.ts";

Deno.test("P16: 256 MB of an agent's output take neither memory nor disk", async () => {
  await using story = await beginStory({
    agents: {
      claude: {
        rules: [{
          steps: [
            { do: "write", path: "work/{task}.txt", text: "x\n" },
            { do: "spew", megabytes: 128, as: "lines" },
            { do: "spew", megabytes: 64, as: "one_line" },
            { do: "spew", megabytes: 64, as: "stderr" },
            { do: "answer", answer: "complete" },
          ],
        }],
      },
    },
  });
  const { project } = story;
  const [deno = "", ...words] = await commandLine();
  const report = join(project.home, "rss");
  // The largest set it ever had, told by the shell that waited for it.
  const script = `"$@" & p=$!; m=0; while kill -0 $p 2>/dev/null; do ` +
    `r=$(ps -o rss= -p $p 2>/dev/null || awk '/VmRSS/{print $2}' /proc/$p/status 2>/dev/null); ` +
    `[ "\${r:-0}" -gt $m ] && m=$r; sleep 0.05; done; echo $m > "${report}"; wait $p`;
  const ended = await runProgram(project, [...words, ...RUN], {
    program: ["sh", "-c", script, "sh", deno],
  });
  assert.equal(ended.code, 0, ended.stderr);
  const megabytes = Number(await Deno.readTextFile(report)) / 1024;
  assert.ok(megabytes > 20 && megabytes < 300, `${megabytes} MB`);
  let kept = 0;
  for (const path of await filesUnder(join(project.repository, ".git/spec-tui"))) {
    kept += (await Deno.stat(path)).size;
  }
  assert.ok(kept < 40 * 1024 * 1024, `${kept} bytes are kept`);
});

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
