// Verbs about the project and this machine.
import { project } from "./rows.ts";
import { command } from "./spoken.ts";
import type { VerbRow } from "./verb.ts";

/** Verbs of spec-runner, and those that are planned: people type them. */
const NOT_BUILT = [
  "plan",
  "spec",
  "init",
  "review",
  "verify",
  "audit",
  "report",
  "mcp",
  "pr",
  "sync",
  "trust",
];

export const PROJECT_VERBS: readonly VerbRow[] = [
  {
    ...project,
    name: "config",
    summary: "Every setting, its value and where it came from",
    options: [{ name: "json-schema", summary: "print the config file's JSON Schema, for editors" }],
    load: async () => (await import("./verbs/config.ts")).config,
  },
  {
    ...project,
    name: "doctor",
    summary: "Check tools, agents, git, disk and state, each with its fix",
    options: [
      { name: "paid", summary: "call each agent once, for real; needs --max-usd" },
      { name: "max-usd", value: "USD", summary: "the most these calls may cost together" },
    ],
    load: async () => (await import("./verbs/doctor.ts")).doctor,
  },
  {
    ...project,
    name: "export",
    summary: "Write the state for other tools",
    hasJson: false,
    isGroup: true,
    load: () => Promise.reject(new Error("Cannot call a group of verbs")),
  },
  {
    ...project,
    name: "export state",
    summary: "spec-runner's SQLite state, for tools that read it",
    hasJson: false,
    arguments: [{ name: "file", summary: "where to", isRequired: true, completes: "file" }],
    options: [{ name: "force", short: "f", summary: "replace the file" }],
    load: async () => (await import("./verbs/export.ts")).exportState,
  },
  {
    ...project,
    name: "export json",
    summary: "All facts of the log as JSON Lines",
    hasJson: false,
    arguments: [{
      name: "file",
      summary: "where to; standard output without it",
      isRequired: false,
      completes: "file",
    }],
    options: [{ name: "force", short: "f", summary: "replace the file" }],
    load: async () => (await import("./verbs/export.ts")).exportJson,
  },
  {
    ...project,
    name: "gc",
    summary: "Remove slots and attempts that nothing needs any more",
    isReadOnly: false,
    options: [{ name: "dry-run", summary: "only say what would go" }],
    load: async () => (await import("./verbs/gc.ts")).gc,
  },
  command("reset"),
  ...NOT_BUILT.map((name): VerbRow => ({
    ...project,
    name,
    summary: "Not built yet",
    isHidden: true,
    takesAnything: true,
    load: async () => (await import("./verbs/not_built.ts")).notBuilt,
  })),
  {
    ...project,
    name: "completions",
    summary: "Print a shell's completion script",
    hasJson: false,
    arguments: [{
      name: "shell",
      summary: "whose script",
      isRequired: true,
      choices: ["bash", "zsh", "fish"],
    }],
    load: async () => (await import("./verbs/completions.ts")).completions,
  },
  {
    ...project,
    name: "demo",
    summary: "Play a sample project through: no key, no network, under 30 s",
    hasJson: false,
    options: [
      { name: "dir", value: "DIR", summary: "where to make it", completes: "folder" },
      {
        name: "keep",
        summary: "keep the folder although all went well (the default)",
        isHidden: true,
      },
    ],
    load: async () => (await import("./verbs/demo.ts")).demo,
  },
  {
    ...project,
    name: "__demo-agent",
    summary: "The demo's scripted agent",
    hasJson: false,
    isHidden: true,
    load: async () => (await import("./verbs/demo_agent.ts")).demoAgent,
  },
  {
    ...project,
    name: "__complete",
    summary: "Ids of tasks, for completions",
    hasJson: false,
    isHidden: true,
    load: async () => (await import("./verbs/completions.ts")).completeTasks,
  },
];
