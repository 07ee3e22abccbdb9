// Which file is the configuration.
import { type ConfigProblem, placeOf } from "./problem.ts";

/** In order of preference, relative to the project's root. */
export const configCandidates = [
  "spec-tui.config.yaml",
  "spec-runner.config.yaml",
  "spec/executor.config.yaml",
] as const;

const OLD_NAMES: readonly string[] = [
  "spec-runner.config.yaml",
  "executor.config.yaml",
];

/** The file to read among those that exist, and what to say about the choice. */
export function chooseConfigFile(
  existing: readonly string[],
): { readonly path: string | null; readonly notes: readonly ConfigProblem[] } {
  const [path, ...others] = configCandidates.filter((each) => existing.includes(each));
  if (path === undefined) return { path: null, notes: [] };
  const notes: ConfigProblem[] = [];
  if (others.length > 0) {
    const both = `${path} is read, ${others.join(" and ")} ${others.length > 1 ? "are" : "is"} not`;
    notes.push(note("note", "several-files", path, both, "keep one of them"));
  }
  if (path === "spec/executor.config.yaml") {
    const old = "spec/executor.config.yaml is a deprecated name";
    notes.push(note("warning", "deprecated-file", path, old, "rename it to spec-tui.config.yaml"));
  }
  return { path, notes };
}

/** Is it one of spec-runner's own files, by its name? */
export function isSpecRunnerFile(path: string): boolean {
  return OLD_NAMES.includes(path.split(/[/\\]/).at(-1) ?? "");
}

function note(
  severity: "warning" | "note",
  code: string,
  path: string,
  message: string,
  fix: string,
): ConfigProblem {
  return { severity, code, ...placeOf(path), key: "", message, fix };
}
