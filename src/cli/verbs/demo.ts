// `demo`: plays the sample project through, on the screen where there is one, and says where to look afterwards.
import { resolve } from "node:path";
import { createDemo } from "../../host/demo.ts";
import { openProject } from "../../host/project.ts";
import { whyNoScreen } from "../../host/screen_support.ts";
import { readSpec } from "../../host/reading.ts";
import type { ExitCode } from "../exit_code.ts";
import { openScreen } from "../screen.ts";
import { oneLine } from "../text.ts";
import type { Call } from "../verb.ts";
import { work } from "../work.ts";

export async function demo(call: Call): Promise<ExitCode> {
  const { world } = call;
  const given = call.value("dir");
  const isAtTerminal = world.stdinIsTerminal && world.stdoutIsTerminal && !call.isHeadless;
  const isWatched = isAtTerminal && whyNoScreen(world) === null;
  const made = await createDemo({
    folder: given === "" ? "" : resolve(world.cwd, given),
    environment: world.environment,
    self: world.self,
    isWatched,
  });
  call.say(oneLine(`a sample project with a scripted agent, in ${made.project}`));
  const { projectRoot: _, ...flags } = call.flags;
  const project = await openProject({
    cwd: made.project,
    environment: withoutSettings(world.environment),
    flags,
    isReadOnly: false,
  });
  if (isAtTerminal) {
    const shown = await openScreen(call, { project, startsWith: { kind: "all" } });
    if (shown !== null) return shown;
  }
  const code = await work(call, project, readSpec(project), {
    selection: { kind: "all" },
    skipInProgress: false,
    wantsResult: false,
    junit: "",
  });
  tellWhere(call, made.project);
  return code;
}

/** Settings that are meant for the user's own project would spoil this one. */
function withoutSettings(environment: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(environment).filter(([name]) =>
    !name.startsWith("SPEC_TUI_") || name.startsWith("SPEC_TUI_DEMO") ||
    name === "SPEC_TUI_ALLOW_OLD_SQLITE"
  );
  return Object.fromEntries(kept);
}

function tellWhere(call: Call, project: string): void {
  const program = call.world.self.length === 1 ? call.world.self[0] ?? "spec-tui" : "../spec-tui";
  call.say(`look around:
  cd ${quoted(project)}
  git log --graph --oneline
  ${program} status
  ${program} why TASK-004
  ${program} logs TASK-004
  ${program} costs`);
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
