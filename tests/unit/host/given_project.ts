// A project on disk, opened as the screen opens it, with a log that facts can be put into as an engine does.
import { openEventLog } from "../../../src/store/event_log.ts";
import type { Fact } from "../../../src/pipeline/fact.ts";
import { logOptions } from "../../../src/host/face.ts";
import { openProject, type Project } from "../../../src/host/project.ts";
import {
  createProject,
  type Project as Folder,
  type ProjectOptions,
} from "../../e2e/kit/project.ts";

export interface GivenProject {
  readonly folder: Folder;
  readonly project: Project;
  append(...facts: readonly Fact[]): void;
}

export async function withProject(
  options: ProjectOptions,
  body: (given: GivenProject) => void | Promise<void>,
): Promise<void> {
  await using folder = await createProject(options);
  const project = await openProject({
    cwd: folder.root,
    environment: folder.env,
    flags: {},
    isReadOnly: true,
  });
  await body({
    folder,
    project,
    append(...facts) {
      Deno.mkdirSync(project.stateDir, { recursive: true });
      const log = openEventLog(logOptions(project));
      try {
        log.takeFence();
        log.append(facts);
      } finally {
        log.close();
      }
    },
  });
}
