// What is said when a run has ended: how it went, and what a person can do now.
import { fatesOf, selectedTasks } from "../pipeline/outcome.ts";
import type { Run } from "../pipeline/run.ts";
import { inboxItems } from "../pipeline/waiting.ts";
import type { Spec } from "../spec/spec.ts";
import type { Driven } from "./drive.ts";
import type { ExitCode } from "./exit_code.ts";
import type { Tally } from "./tally.ts";
import { clock, dollars, harmless, oneLine, type Style } from "./text.ts";

export interface End {
  readonly tally: Tally;
  /** What the target stands at, if this run moved it. */
  readonly advancedTo: string;
  readonly style: Style;
}

export function endLines({ exitCode, end }: Driven, about: End): readonly string[] {
  if (end === null) return [];
  const { run, spec } = end;
  const { style } = about;
  const paint = exitCode === 0 ? style.green : exitCode === 4 ? style.yellow : style.red;
  const sum = isLandingOnly(run) ? "" : `  ${sumOf(run, about.tally)}`;
  return [
    `${paint(oneLine(headline(run, exitCode, about)))}${sum}`,
    ...whatNext(spec, run, exitCode),
  ];
}

function headline(run: Run, exitCode: ExitCode, { advancedTo }: End): string {
  const info = run.current;
  if (exitCode !== 0 || info === null || info.touched.size > 0) return info?.end?.reason ?? "ended";
  return advancedTo === "" ? "nothing to do" : `${info.target} is at ${advancedTo.slice(0, 10)}`;
}

function isLandingOnly({ current }: Run): boolean {
  return current?.selection.kind === "tasks" && current.selection.ids.length === 0;
}

function sumOf(run: Run, tally: Tally): string {
  const time = clock(run.current?.end?.durationMs ?? 0);
  return `${tally.done}/${tally.total} done in ${time}, ${dollars(tally.usd, tally.isAtLeast)}`;
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
