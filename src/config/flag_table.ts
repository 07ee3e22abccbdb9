// The flags that hold a setting, as a table: what starts without a config's schema knows them too.

/** Flags as a command-line reader hands them over; a switch counts only when it differs from its default. */
export interface Flags {
  readonly maxRetries?: number | string;
  /** `--timeout`, in minutes. */
  readonly timeout?: number | string;
  readonly budget?: number | string;
  readonly taskBudget?: number | string;
  readonly jobs?: number | string;
  /** false: `--no-tests`. The same for branch, commit and review. */
  readonly tests?: boolean;
  readonly branch?: boolean;
  readonly commit?: boolean;
  readonly review?: boolean;
  /** true: `--hitl-review`. */
  readonly hitlReview?: boolean;
  readonly callbackUrl?: string;
  readonly specPrefix?: string;
  readonly projectRoot?: string;
  readonly logLevel?: string;
  readonly agent?: string;
  /** Each `KEY=VALUE`. */
  readonly set?: readonly string[];
}

export interface FlagRow {
  readonly option: Exclude<keyof Flags, "set">;
  readonly flag: string;
  readonly key: string;
  /** For a switch: the value that means it was given, and what the key becomes. */
  readonly given?: boolean;
}

export const FLAGS: readonly FlagRow[] = [
  { option: "maxRetries", flag: "--max-retries", key: "max_retries" },
  { option: "timeout", flag: "--timeout", key: "task_timeout_minutes" },
  { option: "budget", flag: "--budget", key: "budget_usd" },
  { option: "taskBudget", flag: "--task-budget", key: "task_budget_usd" },
  { option: "jobs", flag: "--jobs", key: "jobs" },
  { option: "tests", flag: "--no-tests", key: "hooks.post_done.run_tests", given: false },
  { option: "branch", flag: "--no-branch", key: "hooks.pre_start.create_git_branch", given: false },
  { option: "commit", flag: "--no-commit", key: "hooks.post_done.auto_commit", given: false },
  { option: "review", flag: "--no-review", key: "hooks.post_done.run_review", given: false },
  { option: "hitlReview", flag: "--hitl-review", key: "hitl_review", given: true },
  { option: "callbackUrl", flag: "--callback-url", key: "callback_url" },
  { option: "specPrefix", flag: "--spec-prefix", key: "spec_prefix" },
  { option: "projectRoot", flag: "--project-root", key: "paths.root" },
  { option: "logLevel", flag: "--log-level", key: "log_level" },
  { option: "agent", flag: "--agent", key: "agent" },
];
