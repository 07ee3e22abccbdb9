// The flags that every verb takes, before or after it.
import type { OptionRow } from "./verb.ts";

export const COMMON_OPTIONS: readonly OptionRow[] = [
  {
    name: "project-root",
    value: "DIR",
    summary: "the project's folder (default: this one, or the nearest above with a config or spec)",
    completes: "folder",
  },
  {
    name: "spec-prefix",
    value: "PREFIX",
    summary: "read spec/PREFIXtasks.md; its own state and branches",
  },
  { name: "agent", value: "NAME", summary: "who implements: a known CLI or an entry of `agents`" },
  { name: "jobs", value: "N", summary: "how many tasks at once" },
  { name: "max-retries", value: "N", summary: "attempts for each task" },
  { name: "timeout", value: "MINUTES", summary: "time limit for one agent call" },
  { name: "budget", value: "USD", summary: "money limit for all calls" },
  { name: "task-budget", value: "USD", summary: "money limit for one task" },
  { name: "no-tests", summary: "do not run commands.test" },
  { name: "no-review", summary: "do not review (nothing is reviewed yet)" },
  { name: "no-branch", summary: "keep no task/… label" },
  { name: "no-commit", summary: "leave the target alone until `spec-tui land`" },
  {
    name: "hitl-review",
    summary: "a person approves before anything lands (not built yet: refused)",
  },
  {
    name: "callback-url",
    value: "URL",
    summary: "told of each task's start and end (not built yet: nobody is told)",
  },
  {
    name: "log-level",
    value: "LEVEL",
    summary: "how much is said on standard error",
    choices: ["debug", "info", "warning", "error"],
  },
  {
    name: "set",
    value: "KEY=VALUE",
    summary: "any key of the config; may be repeated",
    repeats: true,
  },
  { name: "json", summary: "one JSON document on standard output, nothing else" },
  { name: "no-tui", summary: "no screen: one line a fact on standard error" },
  { name: "ascii", summary: "draw the screen with ASCII characters only" },
  { name: "from-screen", summary: "started by the full-screen app, for a person", isHidden: true },
  { name: "log-json", summary: "structured logs (not built yet)", isHidden: true },
];

/** Options whose presence promises exactly one document on standard output. */
export const DOCUMENT_OPTIONS = ["json", "json-result", "dry-run"] as const;
