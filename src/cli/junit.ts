// `--junit FILE`: the run's tasks as test cases, for whatever shows test results.
import { dirname, resolve } from "node:path";
import { UserError } from "../host/user_error.ts";
import { type Fate, fatesOf, selectedTasks } from "../pipeline/outcome.ts";
import type { Attempt, Run } from "../pipeline/run.ts";
import { ledgerOf, type Paid } from "../reports/ledger.ts";
import { workedMs } from "../reports/result.ts";
import type { Spec, Task } from "../spec/spec.ts";
import { writeAtomically } from "../store/files.ts";
import type { Driven } from "./drive.ts";

export interface Junit {
  write(driven: Driven): void;
}

/** Throws `UserError` before anything is paid for when the file cannot be written. Null without a path. */
export function openJunit(path: string, cwd: string): Junit | null {
  if (path === "") return null;
  const file = resolve(cwd, path);
  try {
    Deno.mkdirSync(dirname(file), { recursive: true });
    tryToWrite(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`Cannot write the JUnit report "${file}": ${why}`, {
      hint: "name a file in a folder that you may write to",
    });
  }
  return {
    write({ end }) {
      const text = end === null ? junitText(null) : junitText(end);
      writeAtomically(file, new TextEncoder().encode(text));
    },
  };
}

/** Leaves no empty file behind: that would read as a report without tests. */
function tryToWrite(file: string): void {
  try {
    Deno.openSync(file, { write: true, createNew: true }).close();
    Deno.removeSync(file);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    Deno.openSync(file, { write: true }).close();
  }
}

export function junitText(end: { readonly run: Run; readonly spec: Spec } | null): string {
  const cases = end === null ? [] : casesOf(end);
  const count = (fate: Fate) => cases.filter((each) => each.fate === fate).length;
  const failures = count("failed");
  const skipped = count("waiting") + count("unfinished");
  const seconds = secondsText(cases.reduce((sum, each) => sum + each.ms, 0));
  const sums = `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="spec-tui" ${sums} time="${seconds}">`,
    `  <testsuite name="spec-tui" ${sums} time="${seconds}">`,
    ...cases.map((each) => each.text),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function casesOf({ run, spec }: { readonly run: Run; readonly spec: Spec }) {
  const tasks = selectedTasks(spec, run);
  const fates = fatesOf(spec, run, tasks);
  const { paid } = ledgerOf(run);
  return tasks.map((task) =>
    testCase(run, task, fates.get(task.id) ?? "unfinished", paid(task.id))
  );
}

function testCase(run: Run, task: Task, fate: Fate, paid: Paid) {
  const attempts = run.tasks.get(task.id)?.attempts ?? [];
  const ms = workedMs(attempts, paid);
  const name = escape(`${task.id}: ${task.name}`);
  const folder = escape(task.milestone || "tasks");
  const head = `    <testcase classname="${folder}" name="${name}" time="${secondsText(ms)}"`;
  const inner = innerOf(fate, attempts.at(-1));
  const text = inner === "" ? `${head}/>` : `${head}>\n      ${inner}\n    </testcase>`;
  return { fate, ms, text };
}

function innerOf(fate: Fate, attempt: Attempt | undefined): string {
  const failure = attempt?.end?.kind === "failed" || attempt?.end?.kind === "agent"
    ? attempt.end.failure
    : null;
  switch (fate) {
    case "done":
      return "";
    case "failed": {
      const message = escape(failure?.message ?? "failed");
      const type = escape(failure?.kind ?? "failed");
      return `<failure message="${message}" type="${type}">${
        escape(failure?.evidence ?? "")
      }</failure>`;
    }
    case "waiting":
      return '<skipped message="waits for a person"/>';
    case "unfinished":
      return `<skipped message="${escape(failure?.message ?? "not finished")}"/>`;
  }
}

function secondsText(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** XML 1.0 has no way to write most control characters: they are left out. */
export function escape(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
