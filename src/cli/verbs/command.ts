// The verb of one row of the command table: asks the engine, or decides alone where none lives, and then does
// what became possible.
import type { CommandRow } from "../../app/commands.ts";
import { actorOf, tell, type Told } from "../../host/face.ts";
import { readRun } from "../../host/reading.ts";
import type { Project } from "../../host/project.ts";
import { UserError } from "../../host/user_error.ts";
import type { Selection } from "../../pipeline/fact.ts";
import type { Spec } from "../../spec/spec.ts";
import { probeLock } from "../../store/lock.ts";
import { refuseDoneOver } from "../again.ts";
import { commandArguments } from "../command_arguments.ts";
import { type ExitCode, WRONG } from "../exit_code.ts";
import { removeTranscripts } from "../../host/transcripts.ts";
import { openFor, readSpec } from "../opened.ts";
import { planStatusEdit } from "../status_edit.ts";
import { harmless, oneLine } from "../text.ts";
import type { Call, Verb } from "../verb.ts";
import { work } from "../work.ts";

export function commandVerb(row: CommandRow): Verb {
  return async (call) => {
    const project = await openFor(call);
    const spec = readSpec(project);
    const args = await commandArguments(call, row, spec, () => readRun(project).run.tasks.keys());
    refuseWithoutEngine(row, project);
    if (row.name === "retry") await refuseDoneOver(call, project, String(args.task));
    const edit = planStatusEdit(call, project, spec, row.name, args);
    const told = await tell(project, row.name, args, actorOf(project.environment, "cli"));
    if (!told.accepted) return refused(call, row, args, told);
    await edit?.apply();
    if (row.name === "reset" && call.has("logs")) removeTranscripts(project);
    return await goOn(call, row, project, spec, args, told);
  };
}

/** A run that a dead engine left open can't be stopped or paused. */
function refuseWithoutEngine(row: CommandRow, project: Project): void {
  if (!row.needsEngine || probeLock(project.lockPath).alive) return;
  throw new UserError(`Cannot ${row.name}: no engine is running`, {
    hint: "`spec-tui run --all` starts one",
  });
}

function refused(
  call: Call,
  row: CommandRow,
  args: Readonly<Record<string, unknown>>,
  told: Told,
): ExitCode {
  const task = typeof args.task === "string" ? ` ${args.task}` : "";
  call.say(harmless(`Cannot ${row.name}${task}: ${told.message}`));
  if (call.wantsJson) call.document(documentOf(row, args, told));
  return WRONG;
}

async function goOn(
  call: Call,
  row: CommandRow,
  project: Project,
  spec: Spec,
  args: Readonly<Record<string, unknown>>,
  told: Told,
): Promise<ExitCode> {
  const selection = told.byEngine ? null : selectionAfter(row.name, args);
  if (selection === null) {
    if (call.wantsJson) call.document(documentOf(row, args, told));
    else call.print(oneLine(told.message));
    if (!told.byEngine && row.startsWork) call.say("run `spec-tui run --all` to go on");
    return 0;
  }
  call.say(oneLine(told.message));
  return await work(call, project, spec, {
    selection,
    skipInProgress: false,
    wantsResult: call.wantsJson,
    junit: call.value("junit"),
  });
}

/** What this command is asked for: work that starts at once, in this process. */
function selectionAfter(name: string, args: Readonly<Record<string, unknown>>): Selection | null {
  if (name === "land") return { kind: "tasks", ids: [] };
  if (name !== "retry" && name !== "answer") return null;
  return { kind: "tasks", ids: [String(args.task)] };
}

function documentOf(
  row: CommandRow,
  args: Readonly<Record<string, unknown>>,
  told: Told,
): string {
  return JSON.stringify({
    command: row.name,
    task: typeof args.task === "string" && args.task !== "" ? args.task : null,
    accepted: told.accepted,
    message: told.message,
    by_engine: told.byEngine,
  });
}
