// Keys that are read and then do nothing, each with the sentence that says so.

/** spec-runner's own field names: it accepts them beside the real keys and ignores them. */
export const IGNORED_FIELDS: Readonly<Record<string, string>> = {
  create_git_branch: "hooks.pre_start.create_git_branch",
  run_tests_on_done: "hooks.post_done.run_tests",
  run_lint_on_done: "hooks.post_done.run_lint",
  lint_blocking: "hooks.post_done.lint_blocking",
  auto_commit: "hooks.post_done.auto_commit",
  run_review: "hooks.post_done.run_review",
  review_parallel: "hooks.post_done.review_parallel",
  review_roles: "hooks.post_done.review_roles",
  test_command: "commands.test",
  lint_command: "commands.lint",
  lint_fix_command: "commands.lint_fix",
  project_root: "paths.root",
  logs_dir: "paths.logs",
  state_file: "paths.state",
  plugins_dir: "paths.plugins",
  notify_project_name: "",
};

/** Top-level sections of other tools that spec-runner warns about. */
export const FOREIGN_SECTIONS: readonly string[] = ["execution_order", "skip_tasks", "environment"];

export interface Inert {
  readonly kind: "not-built" | "no-effect";
  readonly why: string;
  /** Values that ask for nothing, so that nothing need be said. */
  readonly quiet?: readonly unknown[];
}

const review: Inert = { kind: "not-built", why: "tasks land without a review" };
const notification: Inert = { kind: "not-built", why: "nobody is told" };
const audit: Inert = { kind: "not-built", why: "no audit trail is written" };

/** Known keys whose feature is missing or gone, by dotted name; a name stands for all below it. */
export const INERT_KEYS: Readonly<Record<string, Inert>> = {
  "hooks.post_done.run_review": { ...review, quiet: [false] },
  "hooks.post_done.review_parallel": { ...review, quiet: [false] },
  "hooks.post_done.review_roles": review,
  "review_policy": review,
  "review_timeout_minutes": review,
  "review_command": review,
  "review_model": review,
  "review_command_template": review,
  "harness_guard": {
    kind: "not-built",
    why: "changes to tests and check config land unremarked",
    quiet: ["off"],
  },
  "paths.plugins": { kind: "not-built", why: "no plugin runs" },
  "callback_url": notification,
  "notify_on": notification,
  "telegram_bot_token": notification,
  "telegram_chat_id": notification,
  "telegram_api_url": notification,
  "webhook_url": notification,
  "webhook_method": notification,
  "webhook_headers": notification,
  "webhook_template": notification,
  "audit_log_path": audit,
  "audit_log_operator": audit,
  "export": { kind: "not-built", why: "no file is kept up to date" },
  "delivery": { kind: "not-built", why: "there is no delivery to configure" },
  "paths.logs": {
    kind: "no-effect",
    why: "transcripts are kept in the git directory, where `spec-tui logs` finds them",
  },
  "paths.state": {
    kind: "no-effect",
    why: "state is kept in the git directory, safe from checkout and clean",
  },
};
