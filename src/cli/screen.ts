// Where the full-screen app is plugged in: only loaded where there is a terminal to show it on.
import { FLAGS, type Flags } from "../config/flag_table.ts";
import type { Project } from "../host/project.ts";
import { guardTerminal, whyNoScreen } from "../host/screen_support.ts";
import type { Selection } from "../pipeline/fact.ts";
import type { ExitCode } from "./exit_code.ts";
import type { Call } from "./verb.ts";

/** Null: there is no terminal to show it on, or the user asked for none. */
export async function openScreen(
  call: Call,
  options: { readonly project?: Project; readonly startsWith?: Selection } = {},
): Promise<ExitCode | null> {
  const { world } = call;
  const reason = whyNoScreen(world);
  if (reason !== null) {
    call.say(
      `there is no terminal for the full-screen app (${reason}): \`spec-tui run --all\` works without one`,
    );
    return null;
  }
  world.stopGuarding();
  const guardian = guardTerminal();
  const { openScreen: open } = await import("../host/screen.ts");
  const { project } = options;
  const { cwd, environment } = world;
  const request = { cwd, environment, flags: call.flags, isReadOnly: call.verb.isReadOnly };
  const code = await open(project === undefined ? { request } : { project }, {
    self: world.self,
    guardian,
    options: commonWords(call.flags, project),
    cwd,
    ascii: call.has("ascii") || undefined,
    ...(options.startsWith === undefined ? {} : { startsWith: options.startsWith }),
  });
  return world.exit(code as ExitCode);
}

/** The common flags as they were given, for the engine that the screen starts. */
export function commonWords(flags: Flags, project?: Project): readonly string[] {
  const words = FLAGS.flatMap((row): string[] => {
    if (row.option === "projectRoot" && project) return [];
    const value = flags[row.option];
    if (row.given !== undefined) return value === row.given ? [row.flag] : [];
    return value === undefined ? [] : [`${row.flag}=${value}`];
  });
  const set = (flags.set ?? []).map((each) => `--set=${each}`);
  return [...words, ...set, ...(project ? [`--project-root=${project.root}`] : [])];
}
