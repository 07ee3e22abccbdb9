import assert from "node:assert/strict";
import { join } from "node:path";
import { completionScript, type Shell } from "../../../src/cli/completions_text.ts";
import { installProgram } from "../../fixtures/install_program.ts";
import { VERBS } from "../../../src/cli/verbs.ts";

const COMMANDS: Readonly<Record<Shell, readonly string[]>> = {
  bash: ["bash", "--norc", "--noprofile"],
  zsh: ["zsh", "-f"],
  fish: ["fish", "--no-config"],
};

/** What the shell offers after these words; the program itself is a stand-in that knows two ids. */
async function offered(shell: Shell, line: string): Promise<string[]> {
  const folder = await Deno.makeTempDir({ prefix: "spec-tui-completions-" });
  try {
    const program = join(folder, "spec-tui");
    await installProgram(
      program,
      '#!/bin/sh\n[ "$1" = __complete ] && echo TASK-001 && echo OTHER-2\n',
    );
    await Deno.writeTextFile(join(folder, "script"), completionScript(VERBS, shell));
    const { stdout, stderr } = await new Deno.Command(COMMANDS[shell][0] ?? "", {
      args: [...COMMANDS[shell].slice(1), "-c", askIn(shell, line)],
      cwd: folder,
      clearEnv: true,
      env: { PATH: `${folder}:${Deno.env.get("PATH")}`, HOME: folder, TERM: "dumb" },
      stdin: "null",
    }).output();
    assert.equal(new TextDecoder().decode(stderr), "");
    return new TextDecoder().decode(stdout).split("\n").map((row) => row.split("\t")[0] ?? "")
      .map((word) => word.replace(/^--[^=]+=/, ""))
      .filter((word) => word !== "").sort();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function askIn(shell: Shell, line: string): string {
  if (shell === "fish") return `source script; complete -C '${line}'`;
  if (shell === "zsh") return askInZsh(line);
  const words = line.split(" ").map((word) => `'${word}'`).join(" ");
  const at = line.split(" ").length - 1;
  return `source ./script; COMP_LINE='${line}'; COMP_POINT=${line.length}; COMP_WORDS=(${words});` +
    ` COMP_CWORD=${at}; _spec_tui; printf '%s\\n' "\${COMPREPLY[@]}"`;
}

/** Completion proper needs a terminal: what would be added is printed here, if it goes on with the last word. */
function askInZsh(line: string): string {
  const words = line.split(" ");
  const quoted = words.map((word) => `'${word}'`).join(" ");
  return `compdef() { : }; _files() { print -l -- sc*(N) }; source ./script;` +
    ` compset() { words[CURRENT]=\${words[CURRENT]#*=} }; words=(${quoted}); CURRENT=${words.length};` +
    ` compadd() { shift; print -l -- \${(M)@:#\${words[CURRENT]}*} }; _spec_tui`;
}

const CASES: readonly (readonly [string, readonly string[]])[] = [
  ["spec-tui sta", ["status"]],
  ["spec-tui task sh", ["show"]],
  ["spec-tui task l", ["list", "ls"]],
  ["spec-tui run --mi", ["--milestone"]],
  ["spec-tui --max", ["--max-retries"]],
  ["spec-tui --jobs 3 cos", ["costs"]],
  ["spec-tui costs --sort t", ["tokens"]],
  ["spec-tui why TA", ["TASK-001"]],
  ["spec-tui run --task OT", ["OTHER-2"]],
  ["spec-tui task list --status in", ["in_progress"]],
  ["spec-tui completions f", ["fish"]],
  ["spec-tui budget ra", ["raise"]],
  // Nothing but the words, although there are files.
  ["spec-tui costs --sort ", ["cost", "id", "name", "tokens"]],
  ["spec-tui run --log-level=d", ["debug"]],
  ["spec-tui run --junit sc", ["script"]],
];

for (const shell of ["bash", "zsh", "fish"] as const) {
  const ignore = !await isThere(shell);
  for (const [line, expected] of CASES) {
    Deno.test({
      name: `${shell} completes "${line}" to ${expected.join(" ")}`,
      ignore,
      fn: async () => assert.deepEqual(await offered(shell, line), expected),
    });
  }
}

async function isThere(shell: Shell): Promise<boolean> {
  try {
    return (await new Deno.Command(shell, { args: ["-c", "exit 0"], stdin: "null" }).output())
      .success;
  } catch {
    return false;
  }
}

Deno.test("hidden verbs and flags are offered nowhere", () => {
  for (const shell of ["bash", "zsh", "fish"] as const) {
    const script = completionScript(VERBS, shell);
    assert.doesNotMatch(script, /__demo-agent|log-json|export-gh|'approve'/);
  }
});
