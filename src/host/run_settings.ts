// From the project's config to what a run may do and what its orders hold.
import { branchLabel } from "../git/refs.ts";
import type { RunLimits } from "../pipeline/fact.ts";
import type { ComposeSettings } from "../runner/compose.ts";
import type { Ground } from "./preflight.ts";
import { inRepository, type Project } from "./project.ts";

export function limitsOf(project: Project, ground: Ground): RunLimits {
  const { limits, agents } = project.config;
  return {
    budgetUsd: limits.budgetUsd,
    taskBudgetUsd: limits.taskBudgetUsd,
    maxRetryCostUsd: limits.maxRetryCostUsd,
    budgetReserveUsd: limits.budgetReserveUsd,
    maxAttempts: limits.maxAttempts,
    maxConsecutiveFailures: limits.maxConsecutiveFailures,
    onTaskFailure: limits.onTaskFailure,
    retryDelayMs: limits.retryDelayMs,
    // In place there is one tree, so one at a time.
    jobs: ground.mode === "plain" ? 1 : limits.jobs,
    limitWaitMs: limits.limitWaitMs,
    sessionMs: limits.sessionTimeoutMs,
    stopOnRedBase: project.config.checks.onRedBase === "stop",
    agents: agents.map((agent) => agent.name),
    perAgent: limits.perAgent,
  };
}

export function composeSettings(project: Project, ground: Ground, fence: number): ComposeSettings {
  const { config } = project;
  const { limits } = config;
  return {
    subdir: project.repository?.subdir ?? "",
    hasGit: ground.mode === "git",
    agents: new Map(config.allAgents.map((agent) => [agent.name, agent])),
    persona: config.personas.implementer?.systemPrompt ?? "",
    maxAttempts: limits.maxAttempts,
    limits: {
      wallMs: limits.taskTimeoutMs,
      silenceMs: limits.idleTimeoutMs,
      commandMs: config.commands.timeoutMs,
    },
    checks: {
      test: config.checks.test,
      lint: config.checks.lint,
      lintFix: config.checks.lintFix,
      lintBlocking: config.checks.lintBlocking,
      runGitHooks: config.checks.runGitHooks,
    },
    setup: {
      command: config.worktree.setup,
      keep: config.worktree.keep,
      link: config.worktree.link,
    },
    protectedPaths: protectedPaths(project),
    labelOf: (task) =>
      ground.mode === "git" && config.git.keepLabel
        ? branchLabel(task.id, task.name, project.key)
        : "",
    envDeny: config.envDeny,
    fence,
    hasBudget: limits.budgetUsd !== null || limits.taskBudgetUsd !== null ||
      limits.maxRetryCostUsd !== null,
  };
}

/** The spec's files and our own config: what says what is to be done is not the agent's to change. */
function protectedPaths(project: Project): string[] {
  const prefix = project.config.specPrefix;
  const documents = ["tasks", "requirements", "design", "constitution"].map((name) =>
    `spec/${prefix}${name}.md`
  );
  const configs = ["spec-tui.config.yaml", "spec-runner.config.yaml", "spec/executor.config.yaml"];
  return [...documents, ...configs].map((path) => inRepository(project, path));
}
