// `export`: the state for other tools.
import { resolve } from "node:path";
import { exportState as writeState } from "../../host/export_state.ts";
import { asRead } from "../../host/as_read.ts";
import { openForReading, readRun } from "../../host/reading.ts";
import { exists } from "../../host/root.ts";
import { UserError } from "../../host/user_error.ts";
import type { Event } from "../../pipeline/fact.ts";
import { writeAtomically } from "../../store/files.ts";
import type { ExitCode } from "../exit_code.ts";
import { openFor } from "../opened.ts";
import { count, oneLine } from "../text.ts";
import type { Call } from "../verb.ts";

export async function exportState(call: Call): Promise<ExitCode> {
  const project = await openFor(call);
  const { spec, run } = readRun(project);
  await asRead(project, run, spec);
  const path = resolve(call.world.cwd, call.argument("file"));
  refuseFolder(path);
  writeState(run, path, call.has("force"));
  call.say(oneLine(`wrote "${path}"`));
  return 0;
}

export async function exportJson(call: Call): Promise<ExitCode> {
  const project = await openFor(call);
  const log = openForReading(project);
  const given = call.argument("file");
  try {
    const pages = log === null ? [] : log.pages(0);
    if (given === "") {
      for (const page of pages) call.world.out(linesOf(page));
      return 0;
    }
    const path = resolve(call.world.cwd, given);
    refuseFolder(path);
    if (!call.has("force") && exists(path)) {
      throw new UserError(`Cannot write "${path}": it exists`, { hint: "--force replaces it" });
    }
    const events = [...pages].flat();
    writeAtomically(path, new TextEncoder().encode(linesOf(events)), {});
    call.say(oneLine(`wrote ${count(events.length, "fact")} to "${path}"`));
    return 0;
  } finally {
    log?.close();
  }
}

function linesOf(events: readonly Event[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}

/** `--force` replaces a file, never a folder. */
function refuseFolder(path: string): void {
  if (!isFolder(path)) return;
  throw new UserError(`Cannot write "${path}": it is a folder`, { hint: "name a file in it" });
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
