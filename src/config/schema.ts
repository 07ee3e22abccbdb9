// The one schema of the config file. Every key is optional here: layers are merged first and defaults
// (`defaults.ts`) come last. What a key means stands in its description, which editors show.
import { z } from "zod";
import {
  choice,
  command,
  count,
  dollars,
  dollarsOrNone,
  expecting,
  list,
  map,
  minutes,
  minutesOrNone,
  seconds,
  section,
  shaped,
  text,
  textOrNumber,
  toggle,
} from "./fields.ts";
import { deliverySection } from "./schema_delivery.ts";

export const REVIEW_ROLES = [
  "quality",
  "implementation",
  "testing",
  "simplification",
  "docs",
] as const;

const PREFIX = /^(?!.*\.\.)(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,63})?$/;
// Not all of git's rules, but nothing that could be read as an option, a range or a glob. Empty: detect.
// deno-lint-ignore no-control-regex
const BRANCH = /^$|^(?![-/])(?!.*(?:\.\.|\/\/|@\{|\.lock$|[./]$))[^\s~^:?*[\\\x00-\x1f\x7f]+$/;
const INSIDE = /^(?!-|[/\\]|[A-Za-z]:)(?!(?:.*[/\\])?\.\.(?:[/\\]|$)).+$/;

const name = expecting(z.string(), "text");
const agentName = expecting(
  z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/),
  "a name of letters, digits, dot, dash and underscore",
);
const variableName = expecting(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
  "the name of an environment variable",
);
const insidePath = expecting(
  z.string().regex(INSIDE),
  "a path inside the project (not absolute, no `..`)",
);

const agentEntry = expecting(
  z.strictObject({
    command: text("Executable, with arguments of its own if any"),
    model: text("Model name handed to the CLI; empty: its own default"),
    command_template: text("Command line with {cmd} {model} {prompt} {prompt_file} placeholders"),
    env: map(variableName, name, "Environment variables for this agent"),
  }),
  "a section of `key: value` lines",
);

const persona = expecting(
  z.strictObject({
    system_prompt: text("Text at the start of the prompt"),
    model: text("Model for this role; empty: the agent's"),
    focus: text("Accepted and ignored, as spec-runner does"),
  }),
  "a section of `key: value` lines",
);

const hooks = section({
  pre_start: section({
    create_git_branch: toggle("Keep a task/… branch label for each task"),
  }, "Before an attempt"),
  post_done: section({
    run_tests: toggle("Run commands.test before landing"),
    run_lint: toggle("Run commands.lint before landing"),
    lint_blocking: toggle("Does a failing lint fail the attempt?"),
    auto_commit: toggle("false: work stays on the queue branch until `spec-tui land`"),
    run_review: toggle("Review each task"),
    review_parallel: toggle("Ask several review roles at once"),
    review_roles: list(
      expecting(z.enum(REVIEW_ROLES), `one of ${REVIEW_ROLES.join(", ")}`),
      `roles (${REVIEW_ROLES.join(", ")})`,
      "Who reviews",
    ),
  }, "After an attempt"),
  run_git_hooks: toggle("Run the user's pre-commit and commit-msg hooks in the check stage"),
}, "What runs around an attempt");

const commands = section({
  test: command("Shell command that must exit 0 before a task lands; empty: none"),
  lint: command("Shell command that must exit 0 before a task lands; empty: none"),
  lint_fix: command("Shell command tried first when lint fails"),
  sync: text("Old name of worktree.setup"),
  timeout_minutes: minutes("Time limit of each of these commands"),
}, "The project's own commands");

const NOTIFY = ["run_complete", "task_failed", "needs_person", "state_degraded", "pr_opened"];

/** The settings: the whole file when flat, else all that stands under `executor:` (see `read_file.ts`). */
export const settings = z.strictObject({
  // agents
  agent: text("Agent that implements tasks: a known CLI's name or one of agents"),
  fallback: list(agentName, "agent names", "Agents tried in this order when the first is limited"),
  agents: map(agentName, agentEntry, "Agents by name"),
  claude_command: text("spec-runner: executable of the default agent"),
  claude_model: text("spec-runner: model of the default agent"),
  command_template: text("spec-runner: command line of the default agent"),
  skip_permissions: toggle("Let agents edit and run without asking"),
  limits: map(
    agentName,
    expecting(z.int().min(1).max(64), "a whole number from 1 to 64"),
    "Most calls at once, by agent",
  ),
  personas: map(name, persona, "Prompts and models by role: implementer, reviewer"),
  // limits
  max_retries: count(1, 100, "Attempts for each task, the first one included"),
  retry_delay_seconds: seconds("Wait before a retry, times the attempt's number"),
  task_timeout_minutes: minutes("Time limit of one agent call"),
  idle_timeout_minutes: minutesOrNone("An agent silent for this long is ended; 0: off"),
  session_timeout_minutes: minutesOrNone("After this long no new work starts; 0: off"),
  limit_wait_minutes: minutesOrNone("How long to wait for a limited agent's reset time"),
  max_consecutive_failures: count(1, 1000, "Failed tasks in a row that stop the run"),
  on_task_failure: choice(["skip", "stop", "ask"], "When a task has failed for good"),
  jobs: count(1, 64, "Tasks worked on at once"),
  max_concurrent: count(1, 64, "Other name of jobs; ignored in a spec-runner file"),
  budget_usd: dollarsOrNone("Most that one run may cost"),
  task_budget_usd: dollarsOrNone("Most that one task may cost"),
  max_retry_cost_usd: dollarsOrNone("Most that a task's retries may cost"),
  budget_reserve_usd: dollars("Counted for a call whose cost is not known"),
  // checks and git
  commands,
  hooks,
  check_base: choice(["warn", "stop"], "When the checks fail before any work"),
  main_branch: shaped(BRANCH, "a branch name", "Branch that work lands on; empty: detect"),
  integration: choice(["merge", "branch", "pr"], "How finished work reaches the main branch"),
  git: section({ sign: toggle("Sign the commits made here") }, "Git"),
  worktree: section({
    root: text("Folder for the worktrees; empty: beside the repository"),
    keep: list(insidePath, "paths inside the project", "Ignored folders kept between attempts"),
    setup: text("Shell command that installs dependencies in a worktree"),
    link: list(insidePath, "paths inside the project", "Ignored files linked into each worktree"),
  }, "The copies that agents work in"),
  env: section({
    deny: list(variableName, "variable names", "Variables that agents and checks do not get"),
  }, "Environment of agents and checks"),
  harness_guard: choice(["off", "warn", "strict"], "When an agent changes tests or check config"),
  // review and approval
  hitl_review: toggle("A person approves each task"),
  review_policy: choice(["required", "advisory"], "Must review pass?"),
  review_timeout_minutes: minutes("Time limit of one review"),
  review_command: text("Executable of the reviewer"),
  review_model: text("Model of the reviewer"),
  review_command_template: text("Command line of the reviewer"),
  // project
  spec_prefix: shaped(
    PREFIX,
    "letters, digits, dash, underscore and single dots, at most 64",
    "Prefix of the spec's files, such as `phase2-`",
  ),
  paths: section({
    root: text("Project folder"),
    logs: text("spec-runner's folder of logs"),
    state: text("spec-runner's state file"),
    plugins: text("Folder of plugins"),
  }, "Where things are"),
  log_level: choice(["debug", "info", "warning", "error"], "How much is told"),
  export: section({ state: text("File kept in spec-runner's state format") }, "Live exports"),
  // telling others
  callback_url: text("URL told about each task's end"),
  notify_on: list(
    expecting(z.enum(NOTIFY), `one of ${NOTIFY.join(", ")}`),
    `events (${NOTIFY.join(", ")})`,
    "Events that are told",
  ),
  telegram_bot_token: text("Telegram bot"),
  telegram_chat_id: textOrNumber("Telegram chat"),
  telegram_api_url: text("Address of the bot server; empty: the public one"),
  webhook_url: text("Webhook"),
  webhook_method: text("HTTP method of the webhook"),
  webhook_headers: map(name, name, "HTTP headers of the webhook"),
  webhook_template: text("Body of the webhook"),
  audit_log_path: text("File of the audit trail; empty: none"),
  audit_log_operator: text("Who stands in the audit trail"),
  // screen
  theme: choice(["auto", "dark", "light", "high-contrast", "colour-blind"], "Colours"),
  keys: map(name, expecting(z.string(), "a key"), "Own key bindings: command and key"),
  // one spec to pull requests
  delivery: deliverySection,
});

export type Settings = z.output<typeof settings>;
