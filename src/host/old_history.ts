// What spec-runner recorded of a project it ran. It is not read: the file's statuses are what counts here.
import { isFile } from "./root.ts";
import { fromRoot, type Project } from "./project.ts";

/** Path of its state, from the project's root; null when there is none. */
export function oldHistory(project: Project): string | null {
  const { paths, specPrefix } = project.config;
  const isUsual = paths.oldState === "" || paths.oldState === "spec/.executor-state.db";
  const named = isUsual ? `spec/.executor-${specPrefix}state.db` : paths.oldState;
  const candidates = [named, named.replace(/\.db$/, ".json")];
  return candidates.find((path) => isFile(fromRoot(project, path))) ?? null;
}

export const WHAT_COUNTS =
  "spec-runner's history is not imported yet: what tasks.md calls DONE is done, attempts and costs begin anew";
