// A run from its first line to its last, for every verb that lets the engine work in this process.
import type { Selection } from "../pipeline/fact.ts";
import { emptyResult, jsonResult } from "../reports/result.ts";
import { indentedJson } from "../reports/python_json.ts";
import { systemClock } from "../host/clock.ts";
import { checkSpec, findGround, type Ground } from "../host/preflight.ts";
import type { Project } from "../host/project.ts";
import type { Spec } from "../spec/spec.ts";
import { drive, type Driven } from "./drive.ts";
import type { ExitCode } from "./exit_code.ts";
import { endLines } from "./end_lines.ts";
import { createGithub, type Github } from "./github.ts";
import { openJunit } from "./junit.ts";
import { createReporter, type Reporter } from "./reporter.ts";
import { firstLine, uncommitted, uncommittedLine, warningLines } from "./start_lines.ts";
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
  const before = await linesBefore(call, project, spec, ground, asked.selection);
  const junit = openJunit(asked.junit, call.world.cwd);
  const github = createGithub(call.world, spec);
  const say = (text: string) => call.say(github?.plain(text) ?? text);
  const reporter = reporterOf(call, project, github);
  const isQuiet = project.config.logLevel === "error";
  let advancedTo = "";
  const driven = await drive(call, project, ground, {
    spec,
    selection: asked.selection,
    skipInProgress: asked.skipInProgress,
    reporter,
    // A start that another engine refuses has nothing else to say.
    onStart: () => isQuiet || before.forEach(say),
    onEvent(event, run, latest) {
      if (event.fact.type === "TargetAdvanced") advancedTo = event.fact.to;
      github?.onEvent(event, run, latest);
    },
    onCut: () => asked.wantsResult && call.document(indentedJson(emptyResult("stopped at once"))),
  });
  github?.end(driven);
  if (!isQuiet) {
    const { tally } = reporter;
    for (const line of endLines(driven, { tally, advancedTo, style: call.errStyle })) say(line);
  }
  junit?.write(driven);
  if (asked.wantsResult) call.document(indentedJson(resultOf(driven)));
  return driven.exitCode;
}

/** Throws when no agent is left that could work. */
async function linesBefore(
  call: Call,
  project: Project,
  spec: Spec,
  ground: Ground,
  selection: Selection,
): Promise<readonly string[]> {
  const { errStyle } = call;
  // What is wrong with the spec is no news to one who only lands.
  const isLandingOnly = selection.kind === "tasks" && selection.ids.length === 0;
  const warnings = isLandingOnly ? [] : warningLines(project, spec);
  const inert = call.has("log-json")
    ? ["flag --log-json: warning: structured logs aren't built yet: none is written"]
    : [];
  const files = uncommittedLine(await uncommitted(project));
  return [
    ...[...warnings, ...inert].map(errStyle.yellow),
    errStyle.bold(firstLine(project, ground, selection)),
    ...files === "" ? [] : [errStyle.yellow(files)],
  ];
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
