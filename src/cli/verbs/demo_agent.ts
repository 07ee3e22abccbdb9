// The demo's scripted agent as a program: prompt on standard input, JSON on standard output.
import { dirname, join } from "node:path";
import { runDemoAgent } from "../../demo/agent.ts";
import { systemClock, systemIds } from "../../host/clock.ts";
import type { ExitCode } from "../exit_code.ts";
import type { Call } from "../verb.ts";

/** Faster than the script, so that the whole demo stays below 30 s on a busy machine too. */
const DEMO_SPEED = 1.5;

export async function demoAgent(call: Call): Promise<ExitCode> {
  const { world } = call;
  const { SPEC_TUI_TASK, SPEC_TUI_ATTEMPT, SPEC_TUI_DEMO_SPEED } = world.environment;
  return await runDemoAgent({
    prompt: await world.stdin(),
    task: SPEC_TUI_TASK ?? "",
    attempt: Number(SPEC_TUI_ATTEMPT) || 1,
    session: systemIds.next(),
    speed: Number(SPEC_TUI_DEMO_SPEED) || DEMO_SPEED,
    read: (path) => Deno.readTextFile(join(world.cwd, path)).catch(() => null),
    write: async (path, text) => {
      await Deno.mkdir(dirname(join(world.cwd, path)), { recursive: true });
      await Deno.writeTextFile(join(world.cwd, path), text);
    },
    print: (line) => world.out(`${line}\n`),
    sleep: (ms) => systemClock.sleep(ms),
  });
}
