// `watch`: an engine that stays, and does tasks as they become ready.
import { checkSpec } from "../../host/preflight.ts";
import type { ExitCode } from "../exit_code.ts";
import { openFor, readSpec } from "../opened.ts";
import { openScreen } from "../screen.ts";
import type { Call } from "../verb.ts";
import { work } from "../work.ts";

export async function watch(call: Call): Promise<ExitCode> {
  if (call.has("tui") && !call.isHeadless && !call.wantsJson) {
    const code = await openScreen(call, { startsWith: { kind: "watch" } });
    if (code !== null) return code;
  }
  const project = await openFor(call);
  const spec = readSpec(project);
  checkSpec(project, spec);
  return await work(call, project, spec, {
    selection: { kind: "watch" },
    skipInProgress: false,
    wantsResult: call.wantsJson,
    junit: "",
  });
}
