// A run from its first line to its last, for every verb that lets the engine work in this process.
import { inboxItems } from "../pipeline/waiting.ts";
import { fatesOf, selectedTasks } from "../pipeline/outcome.ts";
import type { Selection } from "../pipeline/fact.ts";
import type { Run } from "../pipeline/run.ts";
import { emptyResult, jsonResult } from "../reports/result.ts";
import { indentedJson } from "../reports/python_json.ts";
import { systemClock } from "../host/clock.ts";
import { checkSpec, findGround } from "../host/preflight.ts";
import type { Project } from "../host/project.ts";
import type { Spec } from "../spec/spec.ts";
import { drive, type Driven } from "./drive.ts";
import type { ExitCode } from "./exit_code.ts";
import { createGithub, type Github } from "./github.ts";
import { openJunit } from "./junit.ts";
import { createReporter, type Reporter } from "./reporter.ts";
import { firstLine, uncommitted, uncommittedLine, warningLines } from "./start_lines.ts";
import { clock, dollars, harmless, oneLine } from "./text.ts";
import type { Call } from "./verb.ts";

export interface Work {
  readonly selection: Selection;
  readonly skipInProgress: boolean;
  /** Print the tasks' results as JSON at the end. */
  readonly wantsResult: boolean;
  /** Path of a JUnit report; empty: none. */
  readonly junit: string;
}

export async function work(
  call: Call,
  project: Project,
  spec: Spec,
  asked: Work,
): Promise<ExitCode> {
  checkSpec(project, spec);
  const ground = await findGround(project);
  const warnings = [
    ...warningLines(project, spec),
    ...call.has("log-json")
      ? ["flag --log-json: warning: structured logs aren't built yet: none is written"]
      : [],
  ];
  const junit = openJunit(asked.junit, call.world.cwd);
  const github = createGithub(call.world, spec);
  const say = (text: string) => call.say(github?.plain(text) ?? text);
  const reporter = reporterOf(call, project, github);
  const isQuiet = project.config.logLevel === "error";
  const files = uncommittedLine(isQuiet ? 0 : await uncommitted(project));
  // A start that another engine refuses has nothing else to say.
  let isTold = isQuiet;
  const tellStart = () => {
    if (isTold) return;
    isTold = true;
    for (const line of warnings) say(call.errStyle.yellow(line));
    say(call.errStyle.bold(firstLine(project, ground, asked.selection)));
    if (files !== "") say(call.errStyle.yellow(files));
  };
  const driven = await drive(call, project, ground, {
    spec,
    selection: asked.selection,
    skipInProgress: asked.skipInProgress,
    reporter,
    onStart: tellStart,
    onEvent: (event, run, latest) => github?.onEvent(event, run, latest),
    onCut: () => asked.wantsResult && call.document(indentedJson(emptyResult("stopped at once"))),
  });
  github?.end(driven);
  if (!isQuiet) tellEnd(call, say, reporter, driven);
  junit?.write(driven);
  if (asked.wantsResult) call.document(indentedJson(resultOf(driven)));
  return driven.exitCode;
}

function reporterOf(call: Call, project: Project, github: Github | null): Reporter {
  const { world } = call;
  const startedMs = systemClock.elapsed();
  return createReporter({
    write: github === null ? world.err : (text) => world.err(github.plain(text)),
    style: call.errStyle,
    isTerminal: world.stderrIsTerminal && github === null && world.environment.TERM !== "dumb",
    level: project.config.logLevel,
    columns: world.columns,
    elapsed: () => systemClock.elapsed() - startedMs,
    now: () => systemClock.now(),
    ...(github === null ? {} : { onLine: github.onLine }),
  });
}

function resultOf({ exitCode, end }: Driven) {
  if (end === null) return emptyResult("nothing was started");
  const reason = end.run.current?.end?.reason ?? "";
  return exitCode === 0
    ? jsonResult(end.spec, end.run)
    : jsonResult(end.spec, end.run, reason === "" ? undefined : reason);
}

function tellEnd(
  call: Call,
  say: (text: string) => void,
  reporter: Reporter,
  { exitCode, end }: Driven,
): void {
  if (end === null) return;
  const { run, spec } = end;
  const { tally } = reporter;
  const { errStyle: style } = call;
  const info = run.current?.end;
  const paint = exitCode === 0 ? style.green : exitCode === 4 ? style.yellow : style.red;
  const sum = `${tally.done}/${tally.total} done in ${clock(info?.durationMs ?? 0)}, ${
    dollars(tally.usd, tally.isAtLeast)
  }`;
  const isIdle = exitCode === 0 && run.current?.touched.size === 0;
  say(`${paint(oneLine(isIdle ? "nothing to do" : info?.reason ?? "ended"))}  ${sum}`);
  for (const line of whatNext(spec, run, exitCode)) say(line);
}

const MOST = 10;

/** What a person can do now. */
function whatNext(spec: Spec, run: Run, exitCode: ExitCode): string[] {
  const selected = selectedTasks(spec, run);
  const fates = fatesOf(spec, run, selected);
  const failed = selected.filter((task) => fates.get(task.id) === "failed");
  const lines = failed.slice(0, MOST).map((task) =>
    `  ${task.id} failed: \`spec-tui why ${task.id}\`, \`spec-tui logs ${task.id}\`, \`spec-tui retry ${task.id}\``
  );
  const items = inboxItems(spec, run);
  for (const item of items.slice(0, MOST)) {
    lines.push(
      `  ${oneLine(item.title)}: ${item.commands.map((each) => `\`${each}\``).join(" or ")}`,
    );
  }
  const left = Math.max(0, failed.length - MOST) + Math.max(0, items.length - MOST);
  if (left > 0) lines.push(`  … and ${left} more: \`spec-tui status\``);
  if (exitCode === 1 && lines.length === 0) lines.push("  `spec-tui status` shows what is left");
  if (run.ahead && run.ahead.waits === null && run.current?.integration !== "merge") {
    lines.push("  landed work waits for `spec-tui land`");
  }
  return lines.map(harmless);
}
