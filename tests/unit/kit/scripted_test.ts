import assert from "node:assert/strict";
import { join } from "node:path";
import { type AgentCall, processesCarrying } from "../../e2e/kit/observe.ts";
import { type FakeAgent, fastAgent, makeAgent } from "../../fixtures/agents/make_agent.ts";
import type { Step } from "../../fixtures/agents/scenario.ts";
import { ASKED_AGAIN, misbehaving } from "../../fixtures/agents/scenarios.ts";

const JSON_FLAGS: Readonly<Record<string, readonly string[]>> = {
  claude: ["-p", "--output-format", "stream-json", "--verbose"],
  codex: ["exec", "--json"],
  opencode: ["run", "--format", "json"],
  pi: ["-p", "--mode", "json"],
  gemini: ["--output-format", "stream-json"],
};

for (const [name, flags] of Object.entries(JSON_FLAGS)) {
  Deno.test(`a scripted ${name} writes the task's file, says so in its own dialect and is logged`, async () => {
    await using place = await somewhere();
    const agent = await makeAgent(place.path, name);
    const ended = await call(agent, place.path, { argv: flags });
    assert.equal(ended.code, 0);
    assert.equal(
      await Deno.readTextFile(join(place.path, "work/TASK-007.txt")),
      "TASK-007 attempt 2\n",
    );
    const events = ended.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assert.match(JSON.stringify(events), /TASK_COMPLETE/);
    const [logged] = await logOf(agent);
    assert.deepEqual(logged?.argv, flags);
    assert.equal(logged?.prompt, "Do TASK-007 now");
    assert.deepEqual(logged?.spec, {
      SPEC_TUI_TASK: "TASK-007",
      SPEC_TUI_ATTEMPT: "2",
      SPEC_TUI_SLOT: "1",
    });
    assert.ok(logged?.env.includes("SECRET_TOKEN"));
    assert.ok(!JSON.stringify(logged).includes("canary"), "the log holds names, not values");
  });
}

Deno.test("rules are chosen by task, call number, role and prompt; the first that fits wins", async () => {
  await using place = await somewhere();
  const say = (text: string): readonly Step[] => [{ do: "final", text }];
  const agent = await makeAgent(place.path, "somebody", {
    rules: [
      { task: "TASK-001", steps: say("another task") },
      { prompt: "urgent", steps: say("urgent") },
      { call: 1, steps: say("first") },
      { call: [2, 3], steps: say("later") },
    ],
  });
  const said: string[] = [];
  for (const prompt of ["a", "b", "very urgent", "d", "Answer REVIEW_PASSED or REVIEW_FAILED"]) {
    said.push((await call(agent, place.path, { prompt })).stdout.trim().split("\n").at(-1) ?? "");
  }
  assert.deepEqual(said, ["first", "later", "urgent", "TASK_COMPLETE", "REVIEW_PASSED"]);
});

Deno.test("calls made at once get numbers of their own and whole lines in the log", async () => {
  await using place = await somewhere();
  const agent = await makeAgent(place.path, "claude");
  const prompt = "x".repeat(200_000);
  await Promise.all([1, 2, 3, 4].map(() => call(agent, place.path, { prompt })));
  const numbers = (await logOf(agent)).map((entry) => entry.call).sort();
  assert.deepEqual(numbers, [1, 2, 3, 4]);
});

Deno.test("asked again in its session the agent gives its marker, under the same session id", async () => {
  await using place = await somewhere();
  const agent = await makeAgent(place.path, "claude", ASKED_AGAIN);
  const first = await call(agent, place.path, { argv: JSON_FLAGS.claude });
  assert.doesNotMatch(first.stdout, /TASK_COMPLETE/);
  const [{ session = "" } = {}] = await logOf(agent);
  const again = await call(agent, place.path, {
    argv: [...JSON_FLAGS.claude ?? [], "--resume", session],
  });
  assert.match(again.stdout, /TASK_COMPLETE/);
  assert.ok(again.stdout.includes(session));
});

Deno.test("a claude session belongs to its folder, a codex thread does not and counts on", async () => {
  await using place = await somewhere();
  const elsewhere = join(place.path, "elsewhere");
  await Deno.mkdir(elsewhere);
  for (const name of ["claude", "codex"]) {
    const agent = await makeAgent(place.path, name);
    await call(agent, place.path, { argv: JSON_FLAGS[name] });
    const session = (await logOf(agent)).at(-1)?.session ?? "";
    const resume = name === "codex" ? ["resume", session] : ["--resume", session];
    const moved = await call(agent, elsewhere, { argv: [...JSON_FLAGS[name] ?? [], ...resume] });
    if (name === "claude") {
      assert.equal(moved.code, 1);
      assert.match(moved.stderr, /No conversation found/);
    } else {
      assert.match(moved.stdout, /"input_tokens":260/);
    }
  }
});

Deno.test("an unknown session ends the call as the real CLI does", async () => {
  await using place = await somewhere();
  const gemini = await makeAgent(place.path, "gemini");
  const ended = await call(gemini, place.path, {
    argv: ["--resume", "00000000-0000-4000-8000-000000000000"],
  });
  assert.equal(ended.code, 42);
});

Deno.test("opencode works where PWD points, as the real one does", async () => {
  await using place = await somewhere();
  const other = join(place.path, "other");
  await Deno.mkdir(other);
  const agent = await makeAgent(place.path, "opencode");
  await call(agent, place.path, { env: { PWD: other } });
  assert.ok((await Deno.stat(join(other, "work/TASK-007.txt"))).isFile);
});

Deno.test("patches, deletions, appends and shell steps change files, in order", async () => {
  await using place = await somewhere();
  await Deno.writeTextFile(join(place.path, "a.txt"), "one $& two\n");
  await Deno.writeTextFile(join(place.path, "b.txt"), "b\n");
  const agent = await makeAgent(place.path, "somebody", {
    rules: [{
      steps: [
        { do: "patch", path: "a.txt", find: "two", replace: "$& {task}" },
        { do: "append", path: "a.txt", text: "three\n" },
        { do: "delete", path: "b.txt" },
        { do: "sh", command: "wc -l <a.txt >c.txt" },
      ],
    }],
  });
  await call(agent, place.path);
  assert.equal(await Deno.readTextFile(join(place.path, "a.txt")), "one $& $& TASK-007\nthree\n");
  assert.equal((await Deno.readTextFile(join(place.path, "c.txt"))).trim(), "2");
  await assert.rejects(Deno.stat(join(place.path, "b.txt")));
});

Deno.test("raw bytes, huge output and exit codes arrive as the scenario says", async () => {
  await using place = await somewhere();
  const agent = await makeAgent(place.path, "somebody", {
    rules: [{
      steps: [
        { do: "bytes", hex: "fffe0a" },
        { do: "spew", megabytes: 2, as: "one_line" },
        { do: "spew", megabytes: 1, as: "stderr" },
        { do: "answer", answer: "complete" },
        { do: "exit", code: 3 },
      ],
    }],
  });
  const ended = await call(agent, place.path);
  assert.equal(ended.code, 3);
  assert.deepEqual([...ended.bytes.subarray(0, 3)], [0xff, 0xfe, 0x0a]);
  assert.ok(ended.bytes.length > 2 * 1024 * 1024);
  assert.equal(ended.stderr.length, 1024 * 1024);
});

Deno.test("a child in a session of its own outlives the agent, deaf to TERM where asked, until killed", async () => {
  await using place = await somewhere();
  const agent = await makeAgent(
    place.path,
    "somebody",
    misbehaving("leaves_deaf_session"),
  );
  const cookie = crypto.randomUUID();
  const ended = await call(agent, place.path, { env: { COOKIE: cookie } });
  assert.equal(ended.code, 0);
  const left = await processesCarrying(`COOKIE=${cookie}`);
  assert.ok(left.length >= 2, `${left.length} processes left`);
  for (const pid of left) Deno.kill(pid, "SIGKILL");
});

Deno.test("an agent that ignores signals dies of KILL only", async () => {
  await using place = await somewhere();
  const agent = await makeAgent(place.path, "somebody", misbehaving("hangs_ignoring_signals"));
  const child = new Deno.Command(agent.command, {
    args: ["go"],
    cwd: place.path,
    env: { SPEC_TUI_TASK: "TASK-007" },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  // Written once it is deaf.
  for (let left = 6000; !exists(join(place.path, "work/TASK-007.txt")); left--) {
    assert.ok(left > 0, "it never began");
    await pause(20);
  }
  child.kill("SIGTERM");
  child.kill("SIGINT");
  const race = await Promise.race([child.status, pause(300).then(() => null)]);
  assert.equal(race, null, "it must live on");
  child.kill("SIGKILL");
  assert.equal((await child.status).signal, "SIGKILL");
});

Deno.test("edits of git's own files and of the worktree's top find their places in a worktree", async () => {
  await using place = await somewhere();
  const git = (...argv: readonly string[]) => run("git", argv, join(place.path, "repo"));
  await Deno.mkdir(join(place.path, "repo"));
  await git("init", "-q");
  await git(
    "-c",
    "user.name=A",
    "-c",
    "user.email=a@b",
    "commit",
    "-q",
    "--allow-empty",
    "-m",
    "x",
  );
  await git("worktree", "add", "-q", "--detach", "../slot");
  const agent = await makeAgent(place.path, "somebody", {
    rules: [{
      steps: [
        { do: "write", path: "@git/hooks/post-commit", text: "#!/bin/sh\n" },
        { do: "write", path: "@top/top.txt", text: "" },
        { do: "delete", path: "@top/.git" },
      ],
    }],
  });
  await Deno.mkdir(join(place.path, "slot/deep"));
  await call(agent, join(place.path, "slot/deep"));
  assert.ok(exists(join(place.path, "repo/.git/hooks/post-commit")));
  assert.ok(exists(join(place.path, "slot/top.txt")));
  assert.ok(!exists(join(place.path, "slot/.git")));
});

Deno.test("the fast agent writes its file, answers in plain text and passes reviews", async () => {
  await using place = await somewhere();
  const agent = { command: fastAgent() };
  assert.equal((await call(agent, place.path)).stdout, "TASK_COMPLETE\n");
  assert.ok(exists(join(place.path, "work/TASK-007.txt")));
  const review = await call(agent, place.path, { prompt: "Say REVIEW_PASSED or REVIEW_FAILED" });
  assert.equal(review.stdout, "REVIEW_PASSED\n");
});

interface CallOptions {
  readonly argv?: readonly string[];
  readonly prompt?: string;
  readonly env?: Readonly<Record<string, string>>;
}

async function call(agent: Pick<FakeAgent, "command">, cwd: string, options: CallOptions = {}) {
  const child = new Deno.Command(agent.command, {
    args: [...options.argv ?? []],
    cwd,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: cwd,
      SPEC_TUI_TASK: "TASK-007",
      SPEC_TUI_ATTEMPT: "2",
      SPEC_TUI_SLOT: "1",
      SECRET_TOKEN: "canary",
      ...options.env,
    },
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(options.prompt ?? "Do TASK-007 now"));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, bytes: stdout, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

async function run(program: string, argv: readonly string[], cwd: string): Promise<void> {
  const env = { PATH: Deno.env.get("PATH") ?? "", GIT_CONFIG_NOSYSTEM: "1", HOME: cwd };
  const { success } = await new Deno.Command(program, { args: [...argv], cwd, env, clearEnv: true })
    .output();
  assert.ok(success, `${program} ${argv.join(" ")}`);
}

async function logOf(agent: FakeAgent): Promise<readonly AgentCall[]> {
  if (!exists(agent.log)) return [];
  // The last line may be just being written, the first one too.
  const lines = (await Deno.readTextFile(agent.log)).split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line)).filter((entry) => entry.event === "start");
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function somewhere(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.realPath(await Deno.makeTempDir({ prefix: "scripted-" }));
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
