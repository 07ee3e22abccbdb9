// `retry` of a task that is done: paid for a second time only when that is said.
import { asRead } from "../host/as_read.ts";
import type { Project } from "../host/project.ts";
import { readRun } from "../host/reading.ts";
import { UserError } from "../host/user_error.ts";
import { standingOf } from "../pipeline/run.ts";
import type { Call } from "./verb.ts";

export async function refuseDoneOver(call: Call, project: Project, task: string): Promise<void> {
  if (call.has("yes")) return;
  const { run, spec } = readRun(project);
  await asRead(project, run, spec);
  const standing = standingOf(run, task);
  if (standing.at !== "done") return;
  const how = {
    landed: `it landed${standing.commit === null ? "" : ` as ${standing.commit.slice(0, 10)}`}`,
    marked: "it was marked done",
    outside: "the file said DONE before any run",
    skipped: "it was skipped",
  };
  throw new UserError(
    `Cannot retry ${task}: ${how[standing.how]}; agents would be paid for doing it again`,
    { hint: `spec-tui retry ${task} --yes` },
  );
}
