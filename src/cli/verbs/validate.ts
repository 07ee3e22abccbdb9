// `validate`: everything that is wrong or doubtful about the spec and the config, each with its place.
import { asRead } from "../../host/as_read.ts";
import { formatDiagnostics } from "../../host/diagnostics.ts";
import { readRun } from "../../host/reading.ts";
import type { Project } from "../../host/project.ts";
import { formatProblem } from "../../config/describe.ts";
import { type Run, standingOf } from "../../pipeline/run.ts";
import type { Diagnostic, Spec } from "../../spec/spec.ts";
import { type ExitCode, WRONG } from "../exit_code.ts";
import { openFor } from "../opened.ts";
import { count, harmless } from "../text.ts";
import type { Call } from "../verb.ts";

export async function validate(call: Call): Promise<ExitCode> {
  const project = await openFor(call);
  const { spec, run } = readRun(project);
  await asRead(project, run, spec);
  const found = [...spec.diagnostics, ...differences(spec, run)];
  const problems = [...project.notes, ...project.resolved.warnings];
  const errors = found.filter((each) => each.severity === "error").length;
  const file = `spec/${project.config.specPrefix}tasks.md`;
  if (call.wantsJson) {
    const document = {
      ok: errors === 0,
      file,
      tasks: spec.tasks.length,
      diagnostics: found,
      config: { file: project.config.file, problems },
    };
    call.document(JSON.stringify(document, null, 2));
    return errors === 0 ? 0 : WRONG;
  }
  if (found.length > 0) call.print(harmless(formatDiagnostics(file, found)));
  for (const problem of problems) call.print(formatProblem(problem));
  call.print(sumOf(project, spec, found, errors));
  return errors === 0 ? 0 : WRONG;
}

function sumOf(project: Project, spec: Spec, found: readonly Diagnostic[], errors: number): string {
  const warnings = found.length - errors;
  const config = project.config.file ?? "no config file";
  return `${count(spec.tasks.length, "task")}, ${count(errors, "error")}, ${
    count(warnings, "warning")
  } · ${config}`;
}

/** The facts say done and the file does not: someone kept it from being written, or changed it since. */
function differences(spec: Spec, run: Run): Diagnostic[] {
  return spec.tasks.flatMap((task): Diagnostic[] => {
    const standing = standingOf(run, task.id);
    if (standing.at !== "done" || task.status === "done") return [];
    const how = standing.commit === null
      ? `was ${standing.how}`
      : `landed as ${standing.commit.slice(0, 10)}`;
    return [{
      severity: "warning",
      code: "file-differs",
      message: `${task.id} is done (it ${how}), the file does not say so`,
      line: task.line,
      column: 1,
      task: task.id,
      found: task.status,
      expected: "done",
      fix: `spec-tui task done ${task.id}, or spec-tui task todo ${task.id} to have it done again`,
    }];
  });
}
