// No verb: the full-screen app where there is a terminal; else where the spec stands, and how to go on.
import { asRead } from "../../host/as_read.ts";
import { otherSpecs, type Reading, readRun, readSpecIfThere } from "../../host/reading.ts";
import type { Looked } from "../../host/look.ts";
import type { ExitCode } from "../exit_code.ts";
import { lookFor } from "../opened.ts";
import { openScreen } from "../screen.ts";
import { statusText } from "../status_text.ts";
import { oneLine } from "../text.ts";
import { status } from "./status.ts";
import type { Call } from "../verb.ts";

const HOW = "run it headless: `spec-tui run --all --no-tui`; all verbs: `spec-tui --help`";

export async function bare(call: Call): Promise<ExitCode> {
  if (call.wantsJson) return await status(call);
  const { world } = call;
  if (world.stdinIsTerminal && world.stdoutIsTerminal && !call.isHeadless) {
    const code = await openScreen(call);
    if (code !== null) return code;
  }
  const project = await lookFor(call);
  if (readSpecIfThere(project) === null) {
    call.print(`there is no spec here: "${project.tasksPath}" does not exist`);
    const others = otherSpecs(project.tasksPath);
    if (others !== null) call.print(oneLine(others));
    call.print("write one (see spec/FORMAT.md), or see how it works: `spec-tui demo`");
    return 0;
  }
  call.print(statusText(project, await reading(project), call.style));
  call.print(`\n${HOW}`);
  return 0;
}

async function reading(project: Looked): Promise<Reading> {
  const found = readRun(project);
  await asRead(project, found.run, found.spec);
  return found;
}
