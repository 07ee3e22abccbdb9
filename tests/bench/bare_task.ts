// What the agent and the check of the benches cost by themselves, started one after the other from here.
import { fastAgent } from "../fixtures/agents/make_agent.ts";
import { median, rounds } from "./measure.ts";

/** Median ms of one agent's call and one check. */
export async function bareTask(): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "spec-tui-bench-" });
  try {
    return median(
      await rounds(25, 3, async () => {
        await start(folder, ["sh", fastAgent()]);
        await start(folder, ["sh", "-c", "true"]);
      }),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function start(cwd: string, [command = "", ...args]: readonly string[]): Promise<void> {
  const options = { args, cwd, stdin: "null", stdout: "piped", stderr: "piped" } as const;
  const { success } = await new Deno.Command(command, options).output();
  if (!success) throw new Error(`Cannot bench: ${command} ${args.join(" ")} failed`);
}
