import assert from "node:assert/strict";
import { openGuardian } from "../../../src/runner/guardian.ts";
import { carriers, eventually } from "./given_process.ts";
import { realClock } from "./real_clock.ts";

const STUBBORN = "trap '' TERM HUP INT; while :; do sleep 0.1; done";

function isAlive(pid: number): boolean {
  try {
    Deno.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Does it ignore HUP, INT, QUIT and TERM? */
async function isDeaf(pid: number): Promise<boolean> {
  const script = Deno.build.os === "linux"
    ? `sed -n 's/^SigIgn:[^0-9a-f]*//p' /proc/${pid}/status`
    : `ps -o sigignore= -p ${pid}`;
  const { stdout } = await new Deno.Command("sh", { args: ["-c", script] }).output();
  const ignored = parseInt(new TextDecoder().decode(stdout).trim(), 16);
  return [1, 2, 3, 15].every((signal) => (ignored >> (signal - 1)) & 1);
}

/** An engine stand-in: a program that opens a guardian, starts stubborn children and then hangs or ends. */
async function engine(
  id: string,
  then: string,
): Promise<{ child: Deno.ChildProcess; guardian: number }> {
  const from = (path: string) => JSON.stringify(import.meta.resolve(path));
  const program = `
    import { openGuardian } from ${from("../../../src/runner/guardian.ts")};
    import { startProcess } from ${from("../../../src/runner/process.ts")};
    import { realClock } from ${from("./real_clock.ts")};
    const cookie = "SPEC_TUI_ENGINE=${id}";
    const guardian = openGuardian(cookie, realClock);
    const env = { PATH: ${JSON.stringify(Deno.env.get("PATH"))}, SPEC_TUI_ENGINE: ${
    JSON.stringify(id)
  } };
    if (${JSON.stringify(then)} !== "close") {
      startProcess({
        argv: ["sh", "-c", ${JSON.stringify(`setsid sh -c "${STUBBORN}" & ${STUBBORN}`)}],
        cwd: "/tmp", env, cookie, stdin: null, wallMs: 0, silenceMs: 0, onStdout() {}, onStderr() {},
        signal: new AbortController().signal, clock: realClock,
      });
    }
    console.log(guardian.pid());
    if (${JSON.stringify(then)} === "close") await guardian.close();
    else await realClock.sleep(600_000);
  `;
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(file, program);
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--no-config",
      "--allow-read",
      "--allow-run",
      "--allow-env",
      file,
    ],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await reader.read();
  await reader.cancel();
  await Deno.remove(file);
  return { child, guardian: Number(value) };
}

Deno.test("P8: after kill -9 of an engine nothing of it is left, the guardian included", async () => {
  const id = crypto.randomUUID();
  const { child, guardian } = await engine(id, "hang");
  assert.equal(
    await eventually(async () => (await carriers(`SPEC_TUI_ENGINE=${id}`)).length >= 2),
    true,
  );
  child.kill("SIGKILL");
  await child.status;
  assert.equal(
    await eventually(async () => (await carriers(`SPEC_TUI_ENGINE=${id}`)).length === 0),
    true,
  );
  assert.equal(await eventually(() => !isAlive(guardian)), true);
});

Deno.test("an engine that closes its guardian ends, and so does the guardian", async () => {
  const id = crypto.randomUUID();
  const { child, guardian } = await engine(id, "close");
  assert.equal((await child.status).code, 0);
  assert.equal(await eventually(() => !isAlive(guardian)), true);
});

Deno.test("closing lets the guarded live: only a death is followed by a sweep", async () => {
  const id = crypto.randomUUID();
  const guardian = openGuardian(`SPEC_TUI_ENGINE=${id}`, realClock);
  const other = new Deno.Command("sleep", { args: ["300"], env: { SPEC_TUI_ENGINE: id } }).spawn();
  const pid = guardian.pid();
  await guardian.close();
  await guardian.close();
  assert.ok(pid !== null);
  // One that is too slow to hear the word is killed, and is there for a moment still.
  assert.equal(await eventually(() => !isAlive(pid)), true);
  assert.equal(isAlive(other.pid), true);
  other.kill("SIGKILL");
  await other.status;
});

Deno.test("a guardian that was killed is replaced", async () => {
  const guardian = openGuardian(`SPEC_TUI_ENGINE=${crypto.randomUUID()}`, realClock);
  const first = guardian.pid();
  assert.ok(first !== null);
  Deno.kill(first, "SIGKILL");
  assert.equal(await eventually(() => guardian.pid() !== null && guardian.pid() !== first), true);
  await guardian.close();
});

Deno.test("a guardian does not mind the signals of a terminal", async () => {
  const guardian = openGuardian(`SPEC_TUI_ENGINE=${crypto.randomUUID()}`, realClock);
  const pid = guardian.pid();
  assert.ok(pid !== null);
  // It must have got as far as its trap before it can ignore anything.
  assert.equal(await eventually(() => isDeaf(pid)), true);
  for (const signal of ["SIGHUP", "SIGINT", "SIGTERM", "SIGQUIT"] as const) Deno.kill(pid, signal);
  // Were it not deaf after all, it would be gone by then, mostly.
  await realClock.sleep(200);
  assert.equal(guardian.pid(), pid);
  await guardian.close();
});

Deno.test("a guardian that was stopped keeps nobody from the end, and ends nothing afterwards", async () => {
  const guardian = openGuardian(`SPEC_TUI_ENGINE=${crypto.randomUUID()}`, realClock);
  const pid = guardian.pid();
  assert.ok(pid !== null);
  Deno.kill(pid, "SIGSTOP");
  await guardian.close();
  assert.equal(await eventually(() => !isAlive(pid)), true);
});
