// Opens the full-screen app on one project: what it shows is read from the log, the spec and the transcripts;
// what a person asks for is told to the engine, which is a process of its own.
import { basename } from "node:path";
import type { Selection } from "../pipeline/fact.ts";
import type { Msg } from "../../tui/msg.ts";
import { colourDepth } from "../../tui/colour.ts";
import { defaultKeymap } from "../../tui/keymap.ts";
import { runScreen, type ScreenPort, type WorldRequest } from "../../tui/loop.ts";
import { type About, emptyScreen, type Screen } from "../../tui/screen.ts";
import { terminalSupport, wantsAscii } from "../../tui/support.ts";
import { terminalSize } from "../../tui/terminal.ts";
import { type ThemeName, themes } from "../../tui/theme.ts";
import { update } from "../../tui/update.ts";
import { systemClock } from "./clock.ts";
import { actorOf, tell } from "./face.ts";
import { type Project, projectName } from "./project.ts";
import { type EngineStart, startEngine } from "./screen_engine.ts";
import { openScreenFeed, type ScreenFeed } from "./screen_feed.ts";
import { openOutputFeed } from "./screen_output.ts";
import { lookBeforeStart } from "./screen_sheet.ts";
import { UserError } from "./user_error.ts";
import { VERSION } from "./version.ts";

export interface ScreenOptions extends EngineStart {
  /** Start this at once, as the demo does. */
  readonly startsWith?: Selection;
  readonly ascii?: boolean;
  readonly mouse?: boolean;
}

/** Resolves with the exit code; the caller must then end the process. Throws `UserError` without a terminal. */
export async function openScreen(project: Project, options: ScreenOptions): Promise<number> {
  const support = terminalSupport(project.environment, {
    stdin: Deno.stdin.isTerminal(),
    stdout: Deno.stdout.isTerminal(),
  });
  if (!support.ok) {
    throw new UserError(`Cannot open the screen: ${support.reason}`, {
      hint: "`spec-tui run --all --no-tui` works without it",
      exitCode: 3,
    });
  }
  const feed = openScreenFeed(project, systemClock.elapsed);
  const port = createPort(project, options, feed);
  try {
    const farewell = await runScreen(firstScreen(project, options, port), port, {
      theme: themeOf(project),
      depth: colourDepth(project.environment),
      mouse: options.mouse ?? true,
    });
    if (farewell !== "") console.log(farewell);
    return 0;
  } finally {
    feed.close();
  }
}

/** All that is known at once, so that the first frame is the whole picture. */
function firstScreen(project: Project, options: ScreenOptions, port: Port): Screen {
  const empty = emptyScreen({
    size: terminalSize(),
    nowMs: systemClock.now(),
    ascii: options.ascii ?? wantsAscii(project.environment),
    keymap: defaultKeymap,
    about: aboutOf(project),
  });
  const first = port.poll([]).reduce(update, empty);
  const known = { ...first, requests: [], notice: null };
  if (options.startsWith === undefined || known.engine.kind === "alive") return known;
  port.begin(options.startsWith);
  return { ...known, engine: { kind: "starting", sinceMs: known.nowMs } };
}

function aboutOf(project: Project): About {
  const { config, repository } = project;
  return {
    project: projectName(project),
    branch: repository?.branch ?? "",
    target: repository === null ? "" : config.git.mainBranch,
    noTarget: repository !== null
      ? ""
      : project.discovery.kind === "unborn"
      ? "no commit yet"
      : "without git",
    tasksPath: `spec/${basename(project.tasksPath)}`,
    budgetUsd: config.limits.budgetUsd,
    jobs: config.limits.jobs,
    by: actorOf(project.environment, "tui"),
    version: VERSION,
    zoneMinutes: -new Date().getTimezoneOffset(),
  };
}

function themeOf({ config }: Project) {
  const isKnown = (name: string): name is ThemeName => name in themes;
  return themes[isKnown(config.screen.theme) ? config.screen.theme : "dark"];
}

interface Port extends ScreenPort {
  begin(selection: Selection): void;
}

function createPort(project: Project, options: ScreenOptions, feed: ScreenFeed): Port {
  const outputs = openOutputFeed(project);
  const by = actorOf(project.environment, "tui");
  /** What came of processes since the last poll. */
  let reports: Msg[] = [];

  function begin(selection: Selection): void {
    try {
      startEngine(project, options, selection).ended.then(({ code, text }) => {
        feed.hurry();
        reports.push({ kind: "engine_ended", code, text });
      });
    } catch (error) {
      reports.push({ kind: "engine_ended", code: 70, text: messageOf(error) });
    }
  }

  return {
    begin,
    nowMs: systemClock.now,
    poll(watched) {
      const news = [...feed.news(), ...outputs.news(watched), ...reports];
      reports = [];
      return news;
    },
    async carryOut(request) {
      try {
        return await carryOut(request);
      } catch (error) {
        if (request.kind !== "tell") {
          return [{ kind: "notice", text: messageOf(error), tone: "error" }];
        }
        const { command, args } = request;
        return [{
          kind: "answer",
          command,
          args,
          accepted: false,
          message: messageOf(error),
          byEngine: false,
        }];
      }
    },
  };

  async function carryOut(request: WorldRequest): Promise<readonly Msg[]> {
    switch (request.kind) {
      case "tell": {
        const { command, args } = request;
        const { accepted, message, byEngine } = await tell(project, command, args, by);
        feed.hurry();
        return [{ kind: "answer", command, args, accepted, message, byEngine }];
      }
      case "start":
        begin(request.selection);
        return [];
      case "sheet":
        return [{ kind: "sheet", sheet: await lookBeforeStart(project, request.selection, by) }];
      case "edit_spec":
        return await lend(editorWords(project, request.line));
      case "page":
        return await lend([...words(project.environment.PAGER || "less -R"), request.path]);
    }
  }

  async function lend(argv: readonly string[]): Promise<readonly Msg[]> {
    const [command = "", ...args] = argv;
    const { cwd } = options;
    const env = { ...project.environment };
    const { code } = await new Deno.Command(command, { args, cwd, clearEnv: true, env }).spawn()
      .status;
    feed.hurry();
    return code === 0
      ? []
      : [{ kind: "notice", text: `${command} ended with ${code}`, tone: "warn" }];
  }
}

/** Editors that take a line are given it. */
function editorWords(project: Project, line: number): readonly string[] {
  const { VISUAL, EDITOR } = project.environment;
  const editor = words(VISUAL || EDITOR || "vi");
  const name = basename(editor[0] ?? "");
  const takesLine = /^(vi|vim|nvim|nano|emacs|emacsclient|micro|kak|joe|ed|ne|mg|jed)$/.test(name);
  return [...editor, ...takesLine ? [`+${line}`] : [], project.tasksPath];
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

function messageOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return `it can't be found: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
