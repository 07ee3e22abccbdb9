// What a project's own files say about its commands, its main branch and its agents. Nothing is guessed:
// a command that no file declares stays empty, and a sentence says so.
import { detectPython } from "./detect_python.ts";
import { detectDeno, detectNode } from "./detect_script.ts";
import { detectMake, detectOthers } from "./detect_stacks.ts";

/** What a caller read from the project's folder, the repository and PATH. */
export interface ProjectFacts {
  /** Names at the top of the project folder. */
  readonly files: readonly string[];
  /** Texts of these files; null or absent when there is none. */
  readonly packageJson?: string | null;
  readonly denoJson?: string | null;
  readonly pyproject?: string | null;
  readonly cargoToml?: string | null;
  readonly composerJson?: string | null;
  readonly makefile?: string | null;
  readonly justfile?: string | null;
  readonly branches: {
    /** `origin/main`, as `git symbolic-ref` of origin/HEAD prints it; null when there is none. */
    readonly originHead: string | null;
    /** null when HEAD is detached. */
    readonly current: string | null;
    readonly exists: readonly string[];
  };
  readonly agentsOnPath: readonly string[];
}

/** One sentence for the user: what is taken to be so, why, and which key changes it. */
export interface Assumption {
  readonly what: string;
  /** Empty when nothing was found. */
  readonly value: string;
  readonly why: string;
  /** Key of the config file. */
  readonly change: string;
}

export interface Detected {
  /** Such as `node (pnpm)`, joined by ` + `; empty when unknown. */
  readonly stack: string;
  readonly test: string;
  readonly lint: string;
  readonly lintFix: string;
  readonly setup: string;
  readonly keep: readonly string[];
  readonly mainBranch: string;
  /** First installed agent, or empty. */
  readonly agent: string;
  readonly assumed: readonly Assumption[];
}

/** A command and the evidence for it. */
export interface Declared {
  readonly command: string;
  readonly why: string;
}

/** What one stack's files declare; an absent command is not declared. */
export interface Stack {
  readonly name: string;
  readonly test?: Declared;
  readonly lint?: Declared;
  readonly lintFix?: Declared;
  readonly setup?: Declared;
  readonly keep: readonly string[];
  readonly notes?: readonly string[];
}

export const NOTHING_DETECTED: Detected = {
  stack: "",
  test: "",
  lint: "",
  lintFix: "",
  setup: "",
  keep: [],
  mainBranch: "main",
  agent: "",
  assumed: [],
};

const AGENT_ORDER = ["claude", "codex", "opencode", "pi", "gemini", "ollama"];

export function detectProject(facts: ProjectFacts): Detected {
  const stacks = [
    detectNode(facts),
    detectDeno(facts),
    detectPython(facts),
    ...detectOthers(facts),
  ].filter((stack) => stack !== null);
  const make = detectMake(facts);
  const test = joined(stacks, make, "test");
  const lint = joined(stacks, make, "lint");
  const lintFix = joined(stacks, null, "lintFix");
  const setup = joined(stacks, null, "setup");
  const keep = [...new Set(stacks.flatMap((stack) => stack.keep))];
  const branch = mainBranch(facts.branches);
  const agent = AGENT_ORDER.find((name) => facts.agentsOnPath.includes(name)) ?? "";
  const notes = stacks.flatMap((stack) => stack.notes ?? []);
  const noTest = notes.join("; ") || "no file of the project declares one, so tasks land untested";
  return {
    stack: stacks.map((stack) => stack.name).join(" + "),
    test: test.command,
    lint: lint.command,
    lintFix: lintFix.command,
    setup: setup.command,
    keep,
    mainBranch: branch.name,
    agent,
    assumed: [
      assumption("test command", "commands.test", test, noTest),
      assumption("lint command", "commands.lint", lint, "no file of the project declares one"),
      ...(lintFix.command === "" ? [] : [assumption("lint fix", "commands.lint_fix", lintFix, "")]),
      ...(setup.command === "" ? [] : [assumption("worktree setup", "worktree.setup", setup, "")]),
      ...(keep.length === 0 ? [] : [kept(keep, stacks)]),
      { what: "main branch", value: branch.name, why: branch.why, change: "main_branch" },
      agentAssumption(agent),
    ],
  };
}

/** "test command `npm test` (package.json has scripts.test); change with commands.test". */
export function formatAssumption({ what, value, why, change }: Assumption): string {
  const said = value === "" ? `no ${what}` : `${what} \`${value}\``;
  return `${said} (${why}); ${value === "" ? "set it" : "change"} with ${change}`;
}

type Kind = "test" | "lint" | "lintFix" | "setup";

/** Commands of all stacks one after the other: a gate that skipped half of a project would lie. */
function joined(stacks: readonly Stack[], make: Stack | null, kind: Kind): Declared {
  const declared = stacks.map((stack) => stack[kind]).filter((each) => each !== undefined);
  const all = declared.length > 0 ? declared : [make?.[kind]].filter((each) => each !== undefined);
  const commands = [...new Set(all.map((each) => each.command))];
  return { command: commands.join(" && "), why: all.map((each) => each.why).join("; ") };
}

function assumption(what: string, change: string, found: Declared, without: string): Assumption {
  const why = found.command === "" ? without : found.why;
  return { what, value: found.command, why, change };
}

function kept(keep: readonly string[], stacks: readonly Stack[]): Assumption {
  const why = `dependencies of ${stacks.map((stack) => stack.name).join(" + ")}`;
  return { what: "kept folders", value: keep.join(", "), why, change: "worktree.keep" };
}

function mainBranch(
  { originHead, current, exists }: ProjectFacts["branches"],
): { readonly name: string; readonly why: string } {
  const remote = (originHead ?? "").trim().replace(/^refs\/remotes\//, "").replace(/^origin\//, "");
  if (remote !== "") return { name: remote, why: "origin/HEAD points at it" };
  const usual = ["main", "master"].find((name) => exists.includes(name));
  if (usual !== undefined) return { name: usual, why: "a branch of that name exists" };
  if (current) return { name: current, why: "it is the current branch" };
  return { name: "main", why: "there is no branch to go by" };
}

function agentAssumption(agent: string): Assumption {
  const why = agent === ""
    ? `none of ${AGENT_ORDER.join(", ")} is installed`
    : "it is the first one installed";
  return { what: "agent", value: agent, why, change: "agent" };
}
