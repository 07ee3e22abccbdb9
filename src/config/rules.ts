// What the keys mean together: other names of a key, choices that aren't built, choices that need saying.
import type { Entry, Layer } from "./layer.ts";
import type { ConfigProblem } from "./problem.ts";

/** A layer in which old names of a key have become that key; the key itself wins. */
export function aliased(layer: Layer, isSpecRunnerFile = false): Layer {
  const result = new Map(layer);
  const alias = (from: string, to: string) => {
    const entry = layer.get(from);
    if (entry !== undefined && !layer.has(to)) result.set(to, entry);
  };
  alias("commands.sync", "worktree.setup");
  // spec-runner accepts max_concurrent and runs one task at a time all the same.
  if (!isSpecRunnerFile) alias("max_concurrent", "jobs");
  if (layer.get("main_branch")?.value === "") result.delete("main_branch");
  if (layer.get("agent")?.value === "") result.delete("agent");
  return result;
}

/** Settings that must stop a run, since going on would do what they forbid. */
export function choiceProblems(set: Layer): readonly ConfigProblem[] {
  const approval = set.get("hitl_review");
  if (approval?.value !== true) return [];
  return [{
    severity: "error",
    code: "not-built",
    ...approval.place,
    key: "hitl_review",
    message: "hitl_review needs approval, which isn't built yet; nothing unapproved may land",
    found: "true",
    expected: "false",
    fix: "remove it",
  }];
}

export function choiceWarnings(
  file: Layer,
  set: Layer,
  isSpecRunnerFile: boolean,
): readonly ConfigProblem[] {
  const commit = chosen(set, "hooks.post_done.auto_commit", false);
  const branch = chosen(set, "hooks.pre_start.create_git_branch", false);
  const pr = chosen(set, "integration", "pr");
  const concurrent = file.get("max_concurrent");
  return [
    ...(isSpecRunnerFile && concurrent ? [deadConcurrency(concurrent)] : []),
    ...twice(set, "max_concurrent", "jobs"),
    ...twice(set, "commands.sync", "worktree.setup"),
    ...(commit ? [note(commit, "auto_commit", NO_COMMIT)] : []),
    ...(branch ? [note(branch, "create_git_branch", NO_BRANCH)] : []),
    ...(pr ? [unbuiltPullRequests(pr)] : []),
  ];
}

const NO_COMMIT =
  "auto_commit: false means integration: branch; nothing reaches the main branch until `spec-tui land`";
const NO_BRANCH = "create_git_branch: false keeps no task/… label; attempts stay in their own refs";

function chosen(set: Layer, key: string, value: unknown): Entry | null {
  const entry = set.get(key);
  return entry !== undefined && entry.value === value ? entry : null;
}

function note(entry: Entry, key: string, message: string): ConfigProblem {
  return { severity: "note", code: "changed-meaning", ...entry.place, key, message };
}

function deadConcurrency(entry: Entry): ConfigProblem {
  return {
    severity: "warning",
    code: "no-effect",
    ...entry.place,
    key: "max_concurrent",
    message:
      "max_concurrent has no effect in a spec-runner file, as there; tasks run one at a time",
    fix: "write jobs, or use --jobs",
  };
}

function unbuiltPullRequests(entry: Entry): ConfigProblem {
  return {
    severity: "warning",
    code: "not-built",
    ...entry.place,
    key: "integration",
    message:
      "integration: pr isn't built yet: work stays on its branch, as with integration: branch",
  };
}

/** Both names of one key, with different values, from one source. */
function twice(set: Layer, old: string, name: string): readonly ConfigProblem[] {
  const first = set.get(old);
  const second = set.get(name);
  if (!first || !second || first.value === second.value) return [];
  if (first.place.source !== second.place.source) return [];
  return [{
    severity: "warning",
    code: "set-twice",
    ...first.place,
    key: old,
    message: `${old} is another name of ${name}, which is set as well and wins`,
    fix: `remove ${old}`,
  }];
}
