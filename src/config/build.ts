// Merged settings → `Config`: milliseconds for minutes, our own words for spec-runner's.
import type { Agents } from "./agents.ts";
import type { Config, Persona } from "./config.ts";
import { KEYS } from "./keys.ts";
import type { Settings } from "./schema.ts";

const MINUTE = 60_000;

export function buildConfig(
  merged: Settings,
  agents: Agents,
  file: string | null,
  isSpecRunnerFile: boolean,
): Config {
  return {
    file,
    isSpecRunnerFile,
    agents: agents.ordered,
    allAgents: agents.all,
    personas: personasOf(merged),
    limits: limitsOf(merged),
    ...commandsOf(merged),
    git: gitOf(merged),
    worktree: {
      root: merged.worktree?.root ?? "",
      keep: merged.worktree?.keep ?? [],
      setup: (merged.worktree?.setup ?? "").trim(),
      link: merged.worktree?.link ?? [],
    },
    envDeny: [...new Set([...merged.env?.deny ?? [], ...SECRET_VARIABLES])],
    specPrefix: merged.spec_prefix ?? "",
    paths: {
      root: merged.paths?.root || ".",
      oldState: merged.paths?.state ?? "",
      plugins: merged.paths?.plugins ?? "",
    },
    logLevel: merged.log_level ?? "info",
    harnessGuard: merged.harness_guard ?? "warn",
    review: reviewOf(merged),
    screen: { theme: merged.theme ?? "auto", keys: merged.keys ?? {} },
    secrets: secretsOf(merged),
  };
}

const SECRET_KEYS = ["telegram_bot_token", "webhook_url", "callback_url"];
const SECRET_VARIABLES = KEYS.filter((key) => SECRET_KEYS.includes(key.name))
  .map((key) => key.variable);

function limitsOf(merged: Settings): Config["limits"] {
  return {
    maxAttempts: merged.max_retries ?? 3,
    retryDelayMs: Math.round((merged.retry_delay_seconds ?? 5) * 1000),
    taskTimeoutMs: milliseconds(merged.task_timeout_minutes ?? 30),
    idleTimeoutMs: milliseconds(merged.idle_timeout_minutes ?? 0),
    sessionTimeoutMs: milliseconds(merged.session_timeout_minutes ?? 0),
    limitWaitMs: milliseconds(merged.limit_wait_minutes ?? 360),
    maxConsecutiveFailures: merged.max_consecutive_failures ?? 2,
    onTaskFailure: merged.on_task_failure ?? "skip",
    budgetUsd: merged.budget_usd ?? null,
    taskBudgetUsd: merged.task_budget_usd ?? null,
    maxRetryCostUsd: merged.max_retry_cost_usd ?? null,
    budgetReserveUsd: merged.budget_reserve_usd ?? 1,
    jobs: merged.jobs ?? 1,
    perAgent: merged.limits ?? {},
  };
}

function commandsOf(merged: Settings): Pick<Config, "commands" | "checks"> {
  const done = merged.hooks?.post_done ?? {};
  const test = (merged.commands?.test ?? "").trim();
  const lint = (merged.commands?.lint ?? "").trim();
  const lintFix = (merged.commands?.lint_fix ?? "").trim();
  const runsLint = done.run_lint ?? true;
  return {
    commands: {
      test,
      lint,
      lintFix,
      timeoutMs: milliseconds(merged.commands?.timeout_minutes ?? 30),
    },
    checks: {
      test: done.run_tests ?? true ? test : "",
      lint: runsLint ? lint : "",
      lintFix: runsLint && lint !== "" ? lintFix : "",
      lintBlocking: done.lint_blocking ?? true,
      runGitHooks: merged.hooks?.run_git_hooks ?? true,
      onRedBase: merged.check_base ?? "warn",
    },
  };
}

function gitOf(merged: Settings): Config["git"] {
  const staysOut = merged.hooks?.post_done?.auto_commit === false ||
    merged.integration === "branch" || merged.integration === "pr";
  return {
    mainBranch: merged.main_branch ?? "main",
    integration: staysOut ? "branch" : "merge",
    keepLabel: merged.hooks?.pre_start?.create_git_branch ?? true,
    sign: merged.git?.sign ?? false,
  };
}

function reviewOf(merged: Settings): Config["review"] {
  const done = merged.hooks?.post_done ?? {};
  return {
    isWanted: done.run_review ?? true,
    isParallel: done.review_parallel ?? false,
    roles: done.review_roles ?? [],
    policy: merged.review_policy ?? "required",
    timeoutMs: milliseconds(merged.review_timeout_minutes ?? 15),
    command: merged.review_command ?? "",
    model: merged.review_model ?? "",
    template: merged.review_command_template ?? "",
    needsApproval: merged.hitl_review ?? false,
  };
}

function personasOf(merged: Settings): Readonly<Record<string, Persona>> {
  const entries = Object.entries(merged.personas ?? {});
  return Object.fromEntries(entries.map(([role, persona]) => [role, {
    systemPrompt: persona.system_prompt ?? "",
    model: persona.model ?? "",
  }]));
}

function secretsOf(merged: Settings): readonly string[] {
  const values = [
    merged.telegram_bot_token,
    merged.webhook_url,
    merged.callback_url,
    ...Object.values(merged.webhook_headers ?? {}),
    ...Object.values(merged.agents ?? {}).flatMap((agent) => Object.values(agent.env ?? {})),
  ];
  // Shorter ones, such as `1`, would blot out half of every line they were looked for in.
  return [...new Set(values)].filter((value) => value !== undefined && value.length >= 6)
    .map(String);
}

/** At least 1 for any positive time, since 0 means "none". */
function milliseconds(minutes: number): number {
  return minutes > 0 ? Math.max(1, Math.round(minutes * MINUTE)) : 0;
}
