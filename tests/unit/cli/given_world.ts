// A world of our own for the command line: words in, what was printed and the exit code out, in a project in
// a temporary folder.
import { dirname, join } from "node:path";
import { runCli } from "../../../src/cli/cli.ts";
import type { SignalName, World } from "../../../src/cli/world.ts";

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Folder extends AsyncDisposable {
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
  run(...argv: readonly string[]): Promise<Said>;
  read(path: string): Promise<string>;
}

export const SPEC = `# Tasks

## Milestone 1: Begin

### TASK-001: Lay the floor
🔴 P0 | ⬜ TODO | Est: 1d

The floor comes first.

**Checklist:**
- [ ] measure
- [x] buy

**Traces to:** [REQ-001]

## Milestone 2: End

### TASK-002: Paint the walls
🟠 P1 | ⬜ TODO | Est: 2d

**Traces to:** [REQ-001]
**Depends on:** [TASK-001]
`;

export const AGENT = new URL("../../fixtures/agents/fast_agent.sh", import.meta.url).pathname;
export const CONFIG = `agent: fast
agents:
  fast:
    command_template: sh ${AGENT}
commands:
  test: "true"
hooks:
  post_done:
    run_review: false
`;

export async function givenFolder(
  files: Readonly<Record<string, string>> = {
    "spec/tasks.md": SPEC,
    "spec-tui.config.yaml": CONFIG,
  },
  more: Partial<World> = {},
): Promise<Folder> {
  const top = await Deno.realPath(await Deno.makeTempDir({ prefix: "spec-tui-cli-" }));
  const root = join(top, "project");
  await Deno.mkdir(root);
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(dirname(join(root, path)), { recursive: true });
    await Deno.writeTextFile(join(root, path), text);
  }
  const environment = {
    PATH: Deno.env.get("PATH") ?? "",
    HOME: top,
    USER: "ada",
    TMPDIR: top,
    // A temporary folder may lie in somebody's repository.
    GIT_CEILING_DIRECTORIES: top,
    GIT_CONFIG_NOSYSTEM: "1",
    NO_COLOR: "1",
    ...more.environment,
  };
  return {
    root,
    environment,
    run: (...argv) => say(argv, { cwd: root, ...more, environment }),
    read: (path) => Deno.readTextFile(join(root, path)),
    [Symbol.asyncDispose]: () => Deno.remove(top, { recursive: true }),
  };
}

/** One call of the program in this process. */
export async function say(argv: readonly string[], more: Partial<World> = {}): Promise<Said> {
  const said = { out: "", err: "" };
  const code = await runCli({
    argv,
    environment: {},
    cwd: "/",
    stdinIsTerminal: false,
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    columns: () => 100,
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    stdin: () => Promise.resolve(""),
    stopGuarding: () => {},
    onSignal: (_: (name: SignalName) => void) => () => {},
    exit: (code) => {
      throw new Error(`exit ${code}`);
    },
    self: ["spec-tui"],
    ...more,
  });
  return { code, ...said };
}
