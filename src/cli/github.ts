// In GitHub Actions: an attempt's first line when it begins, all of them as a group once it is over, failures as
// annotations, and a table in the job's summary.
import type { Event } from "../pipeline/fact.ts";
import { fatesOf, selectedTasks } from "../pipeline/outcome.ts";
import { ledgerOf } from "../reports/ledger.ts";
import { lastAttempt, type Run, standingOf } from "../pipeline/run.ts";
import { workedMs } from "../reports/result.ts";
import type { Spec } from "../spec/spec.ts";
import type { Driven } from "./drive.ts";
import type { Line } from "../reports/describe_fact.ts";
import { dollars, duration, harmless, oneLine } from "./text.ts";
import type { World } from "./world.ts";

export interface Github {
  onEvent(event: Event, run: Run, spec: Spec): void;
  /** For every line that is no command of ours. */
  plain(text: string): string;
  /** Called for each line before it is written; true: it will stand in its task's group instead. */
  onLine(line: Line, text: string): boolean;
  end(driven: Driven): void;
}

export function createGithub(
  world: Pick<World, "environment" | "err">,
  spec: Spec,
): Github | null {
  const { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY } = world.environment;
  if (GITHUB_ACTIONS !== "true") return null;
  const lines = new Map<string, string[]>();
  const titleOf = (id: string) => oneLine(`${id}: ${spec.byId.get(id)?.name ?? ""}`);

  /** A single line was written already. */
  function writeGroup(task: string): void {
    const known = lines.get(task) ?? [];
    lines.delete(task);
    if (known.length < 2) return;
    world.err(`::group::${escapeData(titleOf(task))}\n${known.join("")}::endgroup::\n`);
  }

  function annotate(kind: "error" | "warning", task: string, text: string): void {
    world.err(`::${kind} title=${escapeProperty(task)}::${escapeData(oneLine(text))}\n`);
  }

  return {
    onEvent({ fact }, run) {
      const task = "task" in fact ? fact.task : null;
      if (task === null || lastAttempt(run, task)?.end === null) return;
      writeGroup(task);
    },
    plain,
    onLine(line, text) {
      // An attempt that failed may be made good by the next one.
      if (line.level === "error" && line.tone === "bad") {
        annotate("warning", line.task ?? "spec-tui", line.text);
      }
      if (line.task === null) return false;
      const known = lines.get(line.task) ?? [];
      known.push(plain(text));
      lines.set(line.task, known);
      return known.length > 1;
    },
    end(driven) {
      for (const task of [...lines.keys()]) writeGroup(task);
      for (const { id, why } of failuresOf(driven)) annotate("error", id, why);
      if (GITHUB_STEP_SUMMARY) appendSummary(GITHUB_STEP_SUMMARY, summaryText(driven), world);
    },
  };
}

/** What the runner would take for a command wherever it stands in a line, or after blanks at its start. */
function plain(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, "$1: ").replaceAll("##[", "## [");
}

function failuresOf({ end }: Driven): { readonly id: string; readonly why: string }[] {
  if (end === null) return [];
  const { run, spec } = end;
  const tasks = selectedTasks(spec, run);
  const fates = fatesOf(spec, run, tasks);
  return tasks.filter(({ id }) => fates.get(id) === "failed").map(({ id }) => {
    const standing = standingOf(run, id);
    return { id, why: standing.at === "failed" ? standing.failure.message : "failed" };
  });
}

function appendSummary(path: string, text: string, world: Pick<World, "err">): void {
  try {
    Deno.writeTextFileSync(path, text, { append: true });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    world.err(`Cannot write the job's summary: ${oneLine(why)}\n`);
  }
}

export function summaryText({ end, exitCode }: Driven): string {
  if (end === null) return "";
  const { run, spec } = end;
  const { paid } = ledgerOf(run);
  const tasks = selectedTasks(spec, run);
  const fates = fatesOf(spec, run, tasks);
  const rows = tasks.map((task) => {
    const attempts = run.tasks.get(task.id)?.attempts ?? [];
    const spentMs = workedMs(attempts, paid(task.id));
    return [
      task.id,
      task.name,
      fates.get(task.id) ?? "unfinished",
      String(attempts.length),
      attempts.length === 0 ? "" : duration(spentMs),
      dollars(paid(task.id).usd, paid(task.id).unmeasured > 0),
    ].map(cell).join(" | ");
  });
  const reason = oneLine(run.current?.end?.reason ?? "");
  return [
    `### spec-tui: ${markdown(reason)} (exit ${exitCode})`,
    "",
    "| Task | Name | Outcome | Attempts | Time | Cost |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows.map((row) => `| ${row} |`),
    "",
    "",
  ].join("\n");
}

function cell(text: string): string {
  return markdown(oneLine(text));
}

/** A task's name is not markup. */
function markdown(text: string): string {
  return harmless(text).replace(/[\\`*_{}[\]<>|#!@]/g, (mark) => `&#${mark.codePointAt(0)};`);
}

export function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
