// `run`: the engine in the foreground, or what it would do.
import { actorOf } from "../../host/face.ts";
import { readRun } from "../../host/reading.ts";
import { asRead, asStarted } from "../../host/as_read.ts";
import { limitsOf } from "../../host/run_settings.ts";
import { checkSpec, findGround } from "../../host/preflight.ts";
import type { Project } from "../../host/project.ts";
import type { Selection } from "../../pipeline/fact.ts";
import { dryRun } from "../../reports/dry_run.ts";
import { indentedJson } from "../../reports/python_json.ts";
import { UserError } from "../../host/user_error.ts";
import type { Spec } from "../../spec/spec.ts";
import type { ExitCode } from "../exit_code.ts";
import { startFresh } from "../fresh.ts";
import { openFor, readSpec } from "../opened.ts";
import { openScreen } from "../screen.ts";
import { refuseOpenNeeds, selectionOf } from "../selection.ts";
import type { Call } from "../verb.ts";
import { work } from "../work.ts";

export async function run(call: Call): Promise<ExitCode> {
  const wantsResult = call.has("json-result") || call.wantsJson;
  const project = await openFor(call);
  const spec = readSpec(project);
  checkSpec(project, spec);
  const selection = selectionOf(call, spec);
  const skipInProgress = call.has("restart");
  if (call.has("force")) {
    call.say("--force starts --task before its needs are done; the lock is never skipped");
  }
  if (call.has("dry-run")) {
    return await showPlan(call, project, spec, { selection, skipInProgress });
  }
  if (selection.kind === "tasks") {
    const reading = readRun(project);
    await asRead(project, reading.run, reading.spec);
    refuseOpenNeeds(spec, reading.run, selection);
  }
  if (call.has("fresh")) await startFresh(call, project, spec, selection);
  if (call.has("tui") && !call.isHeadless && !wantsResult) {
    refuseUnshown(call);
    const code = await openScreen(call, { startsWith: selection });
    if (code !== null) return code;
  }
  return await work(call, project, spec, {
    selection,
    skipInProgress,
    wantsResult,
    junit: call.value("junit"),
  });
}

/** What the screen has no way to hand on to the engine it starts. */
function refuseUnshown(call: Call): void {
  const option = ["restart", "junit"].find((name) => call.has(name));
  if (option === undefined) return;
  throw new UserError(`Cannot run on the full screen: --${option} does not go with --tui`, {
    hint: "leave one of them out",
  });
}

async function showPlan(
  call: Call,
  project: Project,
  spec: Spec,
  asked: { readonly selection: Selection; readonly skipInProgress: boolean },
): Promise<ExitCode> {
  const { run } = readRun(project);
  const ground = await findGround(project);
  const by = actorOf(project.environment, "cli");
  await asStarted(project, run, spec, { ...asked, limits: limitsOf(project, ground), by });
  refuseOpenNeeds(spec, run, asked.selection);
  call.document(indentedJson(dryRun(spec, run)));
  return 0;
}
