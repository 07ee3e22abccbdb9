// P1-P5, P8, P13: kill -9 at the boundary of every effect of a run, then an ordinary start. Whatever the
// instant, the end is that of a run that nothing disturbed.
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

interface Undisturbed {
  readonly result: Result;
  /** How often a fact of each type was appended. */
  readonly counts: ReadonlyMap<string, number>;
}

const GIT_FACTS = [
  "AttemptStarted",
  "BaseChecked",
  "CallEnded",
  "CallStarted",
  "LandChecked",
  "LandIntended",
  "OrderAccepted",
  "OrderClosed",
  "OrderIssued",
  "RunEnded",
  "RunStarted",
  "SpecRead",
  "StagePassed",
  "StageSkipped",
  "StageStarted",
  "TargetAdvanced",
  "TaskLanded",
];

/** The facts a run of each kind appends, and the ports it goes through. */
const MODES: Readonly<
  Record<Mode, { readonly facts: readonly string[]; readonly ports: readonly string[] }>
> = {
  landed: {
    facts: GIT_FACTS,
    ports: [
      "workspaces.take",
      "workspaces.capture",
      "workspaces.hooks",
      "executor.start",
      "queue.tip",
      "queue.prepare",
      "queue.land",
      "queue.advance",
    ],
  },
  in_place: {
    facts: [...GIT_FACTS, "StatusWritten"],
    ports: ["queue.land", "queue.advance", "files.replaceTasks"],
  },
  plain: {
    facts: [
      ...GIT_FACTS.filter((type) => !/^(LandChecked|LandIntended|TargetAdvanced)$/.test(type)),
      "Noticed",
      "StatusWritten",
    ],
    ports: ["workspaces.take", "workspaces.capture", "executor.start", "files.replaceTasks"],
  },
};

/** With git only what differs from work whose status lands with it. */
const IN_PLACE = /^(RunEnded|SpecRead|Status|TargetAdvanced|TaskLanded)/;

for (const mode of ["landed", "in_place", "plain"] as const) {
  Deno.test(`P2 P3 P5 P13: kill -9 at each effect boundary, then a start, ends as if nothing was (${mode})`, async () => {
    const { result, counts } = await undisturbed(mode);
    assert.deepEqual([...counts.keys()].sort(), [...MODES[mode].facts].sort(), "facts of a run");
    await forEachOf(pointsOf(mode, counts), (point) => point, async (point) => {
      const crash = await createCrashProject({ mode });
      await using project = crash.project;
      await dieAt(project, point);
      await finish(project);
      await assertWhole(crash, result);
    });
  });
}

async function undisturbed(mode: Mode): Promise<Undisturbed> {
  const crash = await createCrashProject({ mode });
  await using project = crash.project;
  await finish(project);
  const result = await resultOf(crash);
  await assertWhole(crash, result);
  const counts = new Map<string, number>();
  for (const { type } of await facts(project)) counts.set(type, (counts.get(type) ?? 0) + 1);
  return { result, counts };
}

/** Of what happens often, the middle: the first is the same as a start from nothing. */
function pointsOf(mode: Mode, counts: Undisturbed["counts"]): readonly string[] {
  const { facts, ports } = MODES[mode];
  const wanted = mode === "in_place" ? facts.filter((type) => IN_PLACE.test(type)) : facts;
  const numbered = [
    ...wanted.map((type) => [type, Math.max(1, (counts.get(type) ?? 0) >> 1)] as const),
    ...ports.map((port) => [port, 2] as const),
  ];
  return numbered.flatMap(([name, n]) => [`${name}.before:${n}`, `${name}.after:${n}`]);
}
