// What the screen asks of a project: what is new, and what a person wants done. The engine is told, which is a
// process of its own; this one reads, and lends the terminal.
import { basename, dirname } from "node:path";
import type { Selection } from "../pipeline/fact.ts";
import type { WorldRequest } from "../../tui/loop.ts";
import type { Msg } from "../../tui/msg.ts";
import { factsOfFile } from "./as_read.ts";
import { systemClock } from "./clock.ts";
import { actorOf, tell } from "./face.ts";
import type { Project } from "./project.ts";
import { openAround } from "./screen_around.ts";
import { openChecksFeed } from "./screen_checks.ts";
import { openDiffFeed } from "./screen_diff.ts";
import { openDocsFeed } from "./screen_docs.ts";
import { type EngineStart, startEngine } from "./screen_engine.ts";
import { openScreenFeed, type ScreenFeed } from "./screen_feed.ts";
import { readOlder } from "./screen_older.ts";
import { openOutputFeed } from "./screen_output.ts";
import { lookBeforeStart } from "./screen_sheet.ts";
import type { Port } from "./screen_switch.ts";
import { tickItem } from "./screen_tick.ts";
import { openTranscriptIndex } from "./transcript_index.ts";

/** `given`: what has read the log so far. */
export function createPort(project: Project, start: EngineStart, given?: ScreenFeed): Port {
  const feed = given ?? openScreenFeed(project, systemClock.elapsed);
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
      startEngine(project, start, selection).ended.then(({ code, text }) => {
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
    next: feed.next,
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
        // An editor can't save into a folder that is not there.
        Deno.mkdirSync(dirname(project.tasksPath), { recursive: true });
        return await lend(editorWords(project, request.line), "$EDITOR");
      case "page":
        return await page(request.task, request.attempt);
    }
  }

  /** The agent's before those of its checks, as they came. */
  async function page(task: string, attempt: number): Promise<readonly Msg[]> {
    const paths = index.of(task).filter((head) => head.attempt === attempt).map(({ path }) => path);
    if (paths.length === 0) {
      const text = `there is no transcript of attempt ${attempt} of ${task}`;
      return [{ kind: "notice", text, tone: "warn" }];
    }
    return await lend([...words(project.environment.PAGER || "less -R"), ...paths], "$PAGER");
  }

  async function lend(argv: readonly string[], setting: string): Promise<readonly Msg[]> {
    const [command = "", ...args] = argv;
    const { cwd } = start;
    const env = { ...project.environment };
    const failed = (text: string) => [{ kind: "notice", text, tone: "warn" } as const];
    try {
      const { code } = await new Deno.Command(command, { args, cwd, clearEnv: true, env }).spawn()
        .status;
      feed.hurry();
      return code === 0 ? [] : failed(`${command} ended with ${code}`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      return failed(`Cannot start ${command}: it is not installed; ${setting} names another`);
    }
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
