import assert from "node:assert/strict";
import type { Clock } from "../../../src/runner/ports.ts";
import { type ProcessRequest, startProcess } from "../../../src/runner/process.ts";
import { carriers, collected, ended, newCookie, request, run } from "./given_process.ts";
import { realClock } from "./real_clock.ts";

Deno.test("a program's output, errors and exit code come back", async () => {
  const out = collected();
  const err = collected();
  const end = await run("echo out; echo err >&2; exit 3", {
    onStdout: out.into,
    onStderr: err.into,
  });
  assert.equal(out.text(), "out\n");
  assert.equal(err.text(), "err\n");
  assert.equal(end.stderrTail, "err\n");
  assert.equal(end.exitCode, 3);
  assert.equal(end.signal, null);
  assert.equal(end.timedOut, null);
  assert.equal(end.stopped, false);
  assert.equal(end.leftBehind, 0);
});

Deno.test("a program gets exactly the environment given, and PWD is its folder", async () => {
  const folder = await Deno.makeTempDir();
  const out = collected();
  Deno.env.set("SPEC_TUI_TEST_OF_LEAK", "leaked");
  try {
    await ended(startProcess(request(["env"], {
      cwd: folder,
      cookie: "SPEC_TUI_COOKIE=fixed",
      env: { LITERAL: "a b=c\nd", PWD: "/elsewhere", LD_LIBRARY_PATH: "/opt/none" },
      onStdout: out.into,
    })));
  } finally {
    Deno.env.delete("SPEC_TUI_TEST_OF_LEAK");
    await Deno.remove(folder);
  }
  const lines = out.text().trimEnd().split("\n").filter((line) => !line.startsWith("PATH=")).sort();
  assert.deepEqual(lines, [
    "LD_LIBRARY_PATH=/opt/none",
    "LITERAL=a b=c",
    `PWD=${folder}`,
    "SPEC_TUI_COOKIE=fixed",
    "d",
  ]);
});

Deno.test("arguments arrive as they are and nothing in them is run", async () => {
  const out = collected();
  const odd = ["$(touch /tmp/spec-tui-must-not-exist)", "a b", "'", '"', "*", "--x", "", "é\n"];
  await ended(startProcess(request(["printf", "[%s]", ...odd], { onStdout: out.into })));
  assert.equal(out.text(), odd.map((word) => `[${word}]`).join(""));
});

Deno.test("a missing program, a missing folder and one that may not run are told apart", async () => {
  const missing = startProcess(request(["spec-tui-no-such-program"]));
  assert.equal(missing.kind === "notFound" && missing.what, "command");
  const folder = startProcess(request(["true"], { cwd: "/tmp/spec-tui-no-such-folder" }));
  assert.equal(folder.kind === "notFound" && folder.what, "folder");
  const file = await Deno.makeTempFile();
  await Deno.chmod(file, 0o644);
  const refused = startProcess(request([file]));
  assert.equal(refused.kind === "refused" && refused.notAllowed, true);
  await Deno.remove(file);
});

Deno.test("arguments that the system refuses are a value, not a throw", () => {
  const long = startProcess(request(["true", "x".repeat(200_000)]));
  assert.equal(long.kind, "refused");
  assert.match(long.kind === "refused" ? long.message : "", /too long/i);
  assert.equal(startProcess(request(["true", "a\0b"])).kind, "refused");
  assert.notEqual(startProcess(request([])).kind, "started");
});

Deno.test("a prompt of 300 KB on standard input arrives whole", async () => {
  const out = collected();
  const end = await run("wc -c; ", { stdin: "é".repeat(150_000), onStdout: out.into });
  assert.equal(out.text().trim(), "300000");
  assert.equal(end.exitCode, 0);
});

Deno.test("a program that never reads its input ends all the same", async () => {
  const end = await run("exit 0", { stdin: "x".repeat(300_000) });
  assert.equal(end.exitCode, 0);
  const slow = await run("sleep 0.3; exit 4", { stdin: new Uint8Array(300_000) });
  assert.equal(slow.exitCode, 4);
});

Deno.test("without input, reading it ends at once", async () => {
  const out = collected();
  await run("cat; echo done", { onStdout: out.into });
  assert.equal(out.text(), "done\n");
});

Deno.test("the wall limit ends a program", async () => {
  const cookie = newCookie();
  const end = await run("while :; do echo x; sleep 0.05; done", { cookie, wallMs: 300 });
  assert.equal(end.timedOut, "wall");
  assert.equal(end.stopped, false);
  assert.deepEqual(await carriers(cookie), []);
});

Deno.test("silence ends a program, output on either stream does not", async () => {
  const silent = await run("echo begun; exec sleep 60", { silenceMs: 300 });
  assert.equal(silent.timedOut, "idle");
  const talking = await run("for i in 1 2 3 4 5 6; do echo x >&2; sleep 0.3; done", {
    silenceMs: 1500,
  });
  assert.equal(talking.timedOut, null);
  assert.equal(talking.exitCode, 0);
});

Deno.test("the first cause wins: a stop after the limit stays a time-out", async () => {
  const stop = new AbortController();
  const ending = run("trap '' INT TERM; sleep 60", { wallMs: 200, signal: stop.signal });
  await realClock.sleep(900);
  stop.abort();
  const end = await ending;
  assert.equal(end.timedOut, "wall");
  assert.equal(end.stopped, false);
});

Deno.test("a stopped program that obeys INT ends promptly with its own exit code", async () => {
  // The time it is given never passes, so that TERM can't end it first on a busy machine.
  const patient: Clock = { ...realClock, sleep: (_ms, signal) => realClock.sleep(600_000, signal) };
  const stop = new AbortController();
  const out = collected();
  const ending = run("trap 'echo bye; exit 7' INT; echo ready; while :; do sleep 0.05; done", {
    signal: stop.signal,
    clock: patient,
    onStdout: (bytes) => {
      out.into(bytes);
      if (out.text().includes("ready")) stop.abort();
    },
  });
  const end = await ending;
  assert.equal(end.stopped, true);
  assert.equal(end.exitCode, 7);
  assert.equal(out.text(), "ready\nbye\n");
});

Deno.test("a consumer's fault comes out once the program has ended", async () => {
  const cookie = newCookie();
  const failing = run("echo one; sleep 0.2; echo two; echo over > /dev/null", {
    cookie,
    onStdout: () => {
      throw new Error("disk full");
    },
  });
  await assert.rejects(failing, /disk full/);
  assert.deepEqual(await carriers(cookie), []);
});

Deno.test("a slow consumer holds the program back instead of filling memory", async () => {
  let taken = 0;
  const over: Partial<ProcessRequest> = {
    onStdout: async (bytes) => {
      taken += bytes.length;
      await realClock.sleep(1);
    },
  };
  const end = await run("head -c 20000000 /dev/zero", over);
  assert.equal(end.exitCode, 0);
  assert.equal(taken, 20_000_000);
});

Deno.test("P16: 200 MB of output stay within 300 MB of memory", async () => {
  const program = `
    import { startProcess } from ${
    JSON.stringify(import.meta.resolve("../../../src/runner/process.ts"))
  };
    import { realClock } from ${JSON.stringify(import.meta.resolve("./real_clock.ts"))};
    import { createExcerpt, splitLines } from ${
    JSON.stringify(import.meta.resolve("../../../src/runner/lines.ts"))
  };
    const excerpt = createExcerpt(16384, 131072);
    let lines = 0, peak = 0;
    const split = splitLines(() => { lines++; });
    const started = startProcess({
      argv: ["sh", "-c", "yes 'a line of some length, as programs print' | head -c 100000000; head -c 100000000 /dev/zero"],
      cwd: "/tmp", env: { PATH: ${
    JSON.stringify(Deno.env.get("PATH"))
  }, SPEC_TUI_COOKIE: "memory" },
      cookie: "SPEC_TUI_COOKIE=memory-" + Deno.pid, stdin: null, wallMs: 0, silenceMs: 0,
      onStdout: (bytes) => { excerpt.push(bytes); split.push(bytes); peak = Math.max(peak, Deno.memoryUsage().rss); },
      onStderr: () => {}, signal: new AbortController().signal, clock: realClock,
    });
    const end = await started.ended;
    split.end();
    console.log(JSON.stringify({ lines, peak, exitCode: end.exitCode, kept: excerpt.text().length }));
  `;
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(file, program);
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--no-config",
      "--allow-read",
      "--allow-run",
      "--allow-env",
      "--allow-sys",
      file,
    ],
  }).output();
  await Deno.remove(file);
  const text = new TextDecoder().decode(stdout);
  assert.notEqual(text, "", new TextDecoder().decode(stderr));
  const { lines, peak, exitCode, kept } = JSON.parse(text);
  assert.equal(exitCode, 0);
  assert.ok(lines > 2_000_000);
  assert.ok(kept < 300_000);
  assert.ok(peak < 300 * 1024 * 1024, `rss ${peak}`);
});
