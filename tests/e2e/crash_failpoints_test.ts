// P1-P5, P8, P13: kill -9 at the boundary of every effect of a run, then a start that gets further. Whatever the
// instants, the end is that of a run that nothing disturbed.
import assert from "node:assert/strict";
import {
  assertWhole,
  createCrashProject,
  dieAt,
  finish,
  forEachOf,
  type Mode,
  type Result,
  resultOf,
} from "./kit/crash.ts";
import { facts } from "./kit/observe.ts";
import type { SpecTask } from "./kit/tasks.ts";

/** More than what runs at once, and enough that the last of a chain of dying runs still has work. */
const TASKS: readonly SpecTask[] = [{}, { needs: ["TASK-001"] }, {}, {}, {}, {}];

/**
 * Every fact and every port of a run, in the order in which a run gets to them, and which occurrence it dies at:
 * of what happens often not the first, which is the same as a start from nothing.
 */
const FLOW: readonly (readonly [string, number])[] = [
  ["RunStarted", 1],
  ["Noticed", 1],
  ["SpecRead", 1],
  ["queue.tip", 1],
  ["OrderIssued", 2],
  ["executor.start", 2],
  ["OrderAccepted", 2],
  ["workspaces.take", 2],
  ["BaseChecked", 1],
  ["AttemptStarted", 2],
  ["StageStarted", 4],
  ["CallStarted", 2],
  ["CallEnded", 2],
  ["workspaces.capture", 2],
  ["workspaces.hooks", 2],
  ["StagePassed", 4],
  ["StageSkipped", 2],
  ["OrderClosed", 3],
  ["queue.prepare", 2],
  ["LandIntended", 2],
  ["LandChecked", 1],
  ["queue.land", 2],
  ["TaskLanded", 1],
  ["queue.advance", 1],
  ["TargetAdvanced", 1],
  ["files.replaceTasks", 1],
  ["StatusWritten", 1],
  ["RunEnded", 1],
];

/** What a run of each kind goes through. */
const GIT = /^(?!Noticed|StatusWritten|files)/;
const PLAIN = /^(?!workspaces.hooks|queue|Land|TargetAdvanced)/;
/** With git only what differs from work whose status lands with it. */
const IN_PLACE =
  /^(RunEnded|SpecRead|StatusWritten|TargetAdvanced|TaskLanded|queue.(land|adv)|files)/;

interface ModeOf {
  /** What a run goes through, and what of it is died at. */
  readonly flow: RegExp;
  readonly points: RegExp;
  readonly chains: number;
}

const MODES: Readonly<Record<Mode, ModeOf>> = {
  landed: { flow: GIT, points: GIT, chains: 7 },
  in_place: { flow: /^(?!Noticed)/, points: IN_PLACE, chains: 2 },
  plain: { flow: PLAIN, points: PLAIN, chains: 5 },
};

for (const mode of ["landed", "in_place", "plain"] as const) {
  Deno.test(`P2 P3 P5 P13: kill -9 at each effect boundary, then a start, ends as if nothing was (${mode})`, async () => {
    const undisturbed = await resultUndisturbed(mode);
    await forEachOf(chainsOf(mode), (chain) => chain.join(", then "), async (chain) => {
      const crash = await createCrashProject({ mode, tasks: TASKS });
      await using project = crash.project;
      for (const point of chain) await dieAt(project, point);
      await finish(project);
      await assertWhole(crash, undisturbed);
    });
  });
}

async function resultUndisturbed(mode: Mode): Promise<Result> {
  const crash = await createCrashProject({ mode, tasks: TASKS });
  await using project = crash.project;
  await finish(project);
  const result = await resultOf(crash);
  await assertWhole(crash, result);
  const types = new Set((await facts(project)).map((fact) => fact.type));
  const known = FLOW.map(([name]) => name).filter((name) =>
    /^[A-Z]/.test(name) && MODES[mode].flow.test(name)
  );
  assert.deepEqual([...types].sort(), known.sort(), "facts of a run");
  return result;
}

/** Each chain goes through the whole of a run: every death is further on than the one before it. */
function chainsOf(mode: Mode): readonly (readonly string[])[] {
  const { points, chains } = MODES[mode];
  const all = FLOW.filter(([name]) => points.test(name)).flatMap(([name, n]) => [
    `${name}.before:${n}`,
    `${name}.after:${n}`,
  ]);
  return Array.from(
    { length: chains },
    (_, chain) => all.filter((_, index) => index % chains === chain),
  );
}
