// Opens the full-screen app on one project: what it shows is read from the log, the spec and the transcripts;
// what a person asks for is told to the engine, which is a process of its own.
import { basename } from "node:path";
import type { Selection } from "../pipeline/fact.ts";
import type { Msg } from "../../tui/msg.ts";
import { colourDepth } from "../../tui/colour.ts";
import type { Binding } from "../../tui/binding.ts";
import { defaultKeymap } from "../../tui/keymap.ts";
import { runScreen, type WorldRequest } from "../../tui/loop.ts";
import { emptyScreen, type Screen } from "../../tui/screen.ts";
import { terminalSupport, wantsAscii } from "../../tui/support.ts";
import { terminalSize } from "../../tui/terminal.ts";
import { type ThemeName, themes } from "../../tui/theme.ts";
import { update } from "../../tui/update.ts";
import { readsFile } from "../../tui/update_world.ts";
import { withUserKeys } from "../../tui/user_keys.ts";
import { nothingWatched } from "../../tui/watch.ts";
import { factsOfFile } from "./as_read.ts";
import { systemClock } from "./clock.ts";
import { actorOf, tell } from "./face.ts";
import type { Project } from "./project.ts";
import { type EngineStart, startEngine } from "./screen_engine.ts";
import { aboutOf } from "./screen_about.ts";
import { openAround } from "./screen_around.ts";
import { MOST_FACTS, openScreenFeed } from "./screen_feed.ts";
import { openChecksFeed } from "./screen_checks.ts";
import { openDiffFeed } from "./screen_diff.ts";
import { openDocsFeed } from "./screen_docs.ts";
import { openOutputFeed } from "./screen_output.ts";
import { readOlder } from "./screen_older.ts";
import { lookBeforeStart } from "./screen_sheet.ts";
import { openSwitch, type Port } from "./screen_switch.ts";
import { tickItem } from "./screen_tick.ts";
import { openTranscriptIndex } from "./transcript_index.ts";
import { UserError } from "./user_error.ts";

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
  const keymap = keymapOf(project);
  const port = openSwitch(project, options, createPort);
  try {
    const farewell = await runScreen(await firstScreen(project, options, port, keymap), port, {
      theme: themeOf(project),
      depth: colourDepth(project.environment),
      mouse: options.mouse ?? true,
    });
    for (const line of [farewell, port.farewell()]) if (line !== "") console.log(line);
    return 0;
  } finally {
    port.close();
  }
}

/** All that is known at once, so that the first frame is the whole picture. */
async function firstScreen(
  project: Project,
  options: ScreenOptions,
  port: Port,
  keymap: readonly Binding[],
): Promise<Screen> {
  const empty = emptyScreen({
    size: terminalSize(),
    nowMs: systemClock.now(),
    ascii: options.ascii ?? wantsAscii(project.environment),
    keymap,
    about: aboutOf(project),
  });
  let first = empty;
  for (let isMore = true; isMore;) {
    const news = port.poll(nothingWatched);
    first = news.reduce(update, first);
    isMore = news.some((msg) => msg.kind === "events" && msg.events.length === MOST_FACTS);
  }
  const news = readsFile(first)
    ? await port.carryOut({ kind: "file_says", run: first.log, spec: first.spec })
    : [];
  const known = { ...news.reduce(update, first), requests: [], notice: null };
  if (options.startsWith === undefined || known.engine.kind === "alive") return known;
  port.begin(options.startsWith);
  return { ...known, engine: { kind: "starting", sinceMs: known.nowMs } };
}

/** `auto`: some terminals say in a variable what their ground is. */
function themeOf({ config, environment }: Project) {
  const ground = Number(/;(\d+)$/.exec(environment.COLORFGBG ?? "")?.[1] ?? 0);
  if (config.screen.theme === "auto") return themes[ground === 7 || ground > 8 ? "light" : "dark"];
  const isKnown = (name: string): name is ThemeName => name in themes;
  return themes[isKnown(config.screen.theme) ? config.screen.theme : "dark"];
}

/** Throws `UserError` (exit 2) where own bindings make no sense. */
function keymapOf({ config }: Project): readonly Binding[] {
  const bound = withUserKeys(defaultKeymap, config.screen.keys);
  if ("keymap" in bound) return bound.keymap;
  throw new UserError(`Cannot use the key bindings of ${config.file ?? "the config"}`, {
    hint: bound.problems.join("\n"),
    exitCode: 2,
  });
}

function createPort(project: Project, options: ScreenOptions): Port {
  const feed = openScreenFeed(project, systemClock.elapsed);
  const around = openAround(project, systemClock.elapsed);
  const index = openTranscriptIndex(project.logsDir, systemClock.now);
  const outputs = openOutputFeed(project, index);
  const docs = openDocsFeed(project, systemClock.elapsed);
  const diffs = openDiffFeed(project);
  const checks = openChecksFeed(index, systemClock.elapsed);
  const by = actorOf(project.environment, "tui");
  let tells: Promise<unknown> = Promise.resolve();
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
    close() {
      feed.close();
      around.close();
    },
    nowMs: systemClock.now,
    poll(watched) {
      const news = [
        ...feed.news(),
        ...around.news(),
        ...outputs.news(watched.outputs),
        ...docs.news(watched.docs),
        ...diffs.news(watched.diff),
        ...checks.news(watched.checks),
        ...reports,
      ];
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
        // One after the other: each that is answered here takes the lock for its moment.
        const answer = tells.then(() => tell(project, command, args, by));
        tells = answer.catch(() => {});
        const { accepted, message, byEngine } = await answer;
        feed.hurry();
        return [{ kind: "answer", command, args, accepted, message, byEngine }];
      }
      case "start":
        begin(request.selection);
        return [];
      case "sheet":
        return [{ kind: "sheet", sheet: await lookBeforeStart(project, request.selection, by) }];
      case "seek":
        return [await outputs.seek(request.task, request.seek)];
      case "tick_item":
        await tickItem(project, request);
        feed.hurry();
        return [];
      case "older_facts":
        return [{ kind: "older_facts", events: readOlder(project, request.before) }];
      case "file_says": {
        const { run, spec } = request;
        const { seq } = run;
        return [{ kind: "file_says", seq, facts: await factsOfFile(project, run, spec) }];
      }
      case "demo":
      case "open_spec":
        // Answered by the switch.
        return [];
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
