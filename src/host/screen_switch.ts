// The screen's port, which can be turned to another project while the terminal stays: to the demo, or to
// another spec of the same folder.
import type { Selection } from "../pipeline/fact.ts";
import type { Msg } from "../../tui/msg.ts";
import type { ScreenPort } from "../../tui/loop.ts";
import { createDemo } from "./demo.ts";
import { openProject, type Project } from "./project.ts";
import { aboutOf } from "./screen_about.ts";
import type { EngineStart } from "./screen_engine.ts";

export interface Port extends ScreenPort {
  begin(selection: Selection): void;
  close(): void;
}

type Open = (project: Project, start: EngineStart) => Port;

export interface Switch extends Port {
  /** Where the demo is that was opened on the way; empty when none was. */
  farewell(): string;
}

export function openSwitch(project: Project, start: EngineStart, open: Open): Switch {
  let port = open(project, start);
  let demoAt = "";
  return {
    begin: (selection) => port.begin(selection),
    close: () => port.close(),
    farewell: () => demoAt === "" ? "" : `The demo is in ${demoAt}`,
    nowMs: () => port.nowMs(),
    next: (wait) => port.next(wait),
    poll: (watched) => port.poll(watched),
    async carryOut(request) {
      try {
        if (request.kind === "demo") return await toDemo();
        if (request.kind === "open_spec") return await toSpec(request.prefix);
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        return [{ kind: "notice", text, tone: "error" }];
      }
      return await port.carryOut(request);
    },
  };

  async function toDemo(): Promise<readonly Msg[]> {
    const environment = withoutSettings(project.environment);
    const made = await createDemo({ folder: "", environment, self: start.self, isWatched: true });
    const demo = await openProject({
      cwd: made.project,
      environment,
      flags: {},
      isReadOnly: false,
    });
    const options = [`--project-root=${demo.root}`];
    turnTo(demo, { ...start, options, cwd: demo.root });
    port.begin({ kind: "all" });
    demoAt = demo.root;
    const where = `a sample project with a scripted agent, in ${demo.root}`;
    return [
      { kind: "project", about: aboutOf(demo), starts: true },
      { kind: "notice", text: where, tone: "info" },
    ];
  }

  async function toSpec(prefix: string): Promise<readonly Msg[]> {
    const { root, environment } = project;
    const flags = { projectRoot: root, specPrefix: prefix };
    const other = await openProject({ cwd: root, environment, flags, isReadOnly: false });
    const kept = start.options.filter((word) => !word.startsWith("--spec-prefix"));
    turnTo(other, { ...start, options: [...kept, `--spec-prefix=${prefix}`] });
    return [{ kind: "project", about: aboutOf(other), starts: false }];
  }

  function turnTo(next: Project, how: EngineStart): void {
    const before = port;
    port = open(next, how);
    before.close();
  }
}

/** Settings that are meant for the user's own project would spoil the demo. */
export function withoutSettings(
  environment: Readonly<Record<string, string>>,
): Record<string, string> {
  const kept = Object.entries(environment).filter(([name]) =>
    !name.startsWith("SPEC_TUI_") || name.startsWith("SPEC_TUI_DEMO") ||
    name === "SPEC_TUI_ALLOW_OLD_SQLITE"
  );
  return Object.fromEntries(kept);
}
