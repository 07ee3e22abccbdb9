// The run as an engine would see it if it started now: with what the file says since it was last read. Faces
// judge and show by this, so that a status changed by hand counts before any engine has read it.
import { join } from "node:path";
import { evolve } from "../pipeline/evolve.ts";
import type { Event, Fact, RunLimits, Selection } from "../pipeline/fact.ts";
import type { Repository } from "../git/discover.ts";
import type { Run } from "../pipeline/run.ts";
import { textHash } from "../spec/hash.ts";
import type { Spec } from "../spec/spec.ts";
import { differences } from "../runner/spec_reader.ts";
import { systemClock } from "./clock.ts";
import type { Project } from "./project.ts";

/** HEAD is read where there is git. */
type Ground = { readonly repository: Pick<Repository, "gitDir"> | null };

/** What an engine would record first; nothing when the file is as it was last read, or can't be used. */
export async function factsOfFile(
  project: Ground,
  run: Run,
  spec: Spec,
): Promise<readonly Fact[]> {
  const hash = textHash(spec.text);
  if (hash === run.specHash || spec.diagnostics.some((each) => each.severity === "error")) {
    return [];
  }
  const head = await headOf(project);
  const changes = differences(run, spec);
  return [{ type: "SpecRead", hash, tasks: spec.tasks.length, head, changes }];
}

/** Changes `run` only, no log. A file that differs in nothing that counts need not be told. */
export async function asRead(project: Ground, run: Run, spec: Spec): Promise<void> {
  if (differences(run, spec).length === 0) return;
  for (const fact of await factsOfFile(project, run, spec)) evolve(run, imagined(run, fact));
}

/** `run` as it would stand right after a start. */
export async function asStarted(
  project: Project,
  run: Run,
  spec: Spec,
  about: {
    readonly selection: Selection;
    readonly skipInProgress: boolean;
    readonly limits: RunLimits;
    readonly by: string;
  },
): Promise<void> {
  evolve(
    run,
    imagined(run, {
      type: "RunStarted",
      run: "",
      version: "",
      mode: project.repository === null ? "plain" : "git",
      target: project.config.git.mainBranch,
      integration: project.config.git.integration,
      ...about,
    }),
  );
  await asRead(project, run, spec);
}

async function headOf(project: Ground): Promise<string> {
  if (project.repository === null) return "";
  return (await Deno.readTextFile(join(project.repository.gitDir, "HEAD"))).trim();
}

function imagined(run: Run, fact: Fact): Event {
  return {
    seq: run.seq + 1,
    id: "",
    origin: "",
    originN: 0,
    atMs: systemClock.now(),
    run: null,
    fence: 0,
    fact,
  };
}
