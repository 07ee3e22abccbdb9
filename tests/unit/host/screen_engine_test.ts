import assert from "node:assert/strict";
import { join } from "node:path";
import { engineWords, startEngine } from "../../../src/host/screen_engine.ts";
import { installProgram } from "../../fixtures/install_program.ts";
import { type GivenProject, withProject } from "./given_project.ts";

/** A program that stands for ours: `script` gets the words it was started with. */
async function start({ folder, project }: GivenProject, script: string) {
  const path = join(folder.bin, "ours");
  await installProgram(path, `#!/bin/sh\n${script}\n`);
  const selection = { kind: "all" } as const;
  const options = ["--spec-prefix=a b-"];
  const self = [path, "-x"];
  return await outcome(startEngine(project, { self, options, cwd: folder.root }, selection).ended);
}

/** An engine does not keep its starter alive: here a timer must. */
async function outcome<T>(ended: Promise<T>): Promise<T> {
  const alarm = setTimeout(() => {}, 60_000);
  try {
    return await ended;
  } finally {
    clearTimeout(alarm);
  }
}

Deno.test("each selection becomes the words that ask for it, whatever the ids hold", () => {
  const words = (selection: Parameters<typeof engineWords>[0]) => engineWords(selection).join(" ");
  assert.equal(words({ kind: "all" }), "run --all --no-tui");
  assert.equal(words({ kind: "next" }), "run --no-tui");
  assert.equal(words({ kind: "watch" }), "watch --no-tui");
  assert.equal(words({ kind: "tasks", ids: [] }), "land --no-tui");
  assert.equal(
    words({ kind: "tasks", ids: ["A"], ignoresNeeds: true }),
    "run --task=A --force --no-tui",
  );
  assert.deepEqual(engineWords({ kind: "tasks", ids: ["--all", "A"] }), [
    "run",
    "--task=--all",
    "--task=A",
    "--no-tui",
  ]);
  assert.equal(words({ kind: "milestone", text: "-1: x" }), "run --milestone=-1: x --no-tui");
});

Deno.test("the engine gets its own words, then the screen's options, in the screen's folder", () =>
  withProject({}, async (given) => {
    const { code, text } = await start(given, 'pwd; for word; do echo "<$word>"; done; exit 3');
    assert.equal(code, 3);
    assert.deepEqual(text.split("\n"), [
      given.folder.root,
      "<-x>",
      "<run>",
      "<--all>",
      "<--no-tui>",
      "<--spec-prefix=a b->",
      "<--from-screen>",
    ]);
  }));

Deno.test("what it prints is kept in engine.log, and only this start's part is told", () =>
  withProject({}, async (given) => {
    await start(given, "echo first; exit 1");
    const second = await start(given, "echo second >&2; exit 70");
    assert.deepEqual(second, { code: 70, text: "second" });
    const log = await Deno.readTextFile(join(given.project.stateDir, "engine.log"));
    assert.equal(log, "first\nsecond\n");
  }));

Deno.test("one that can't be started says why", () =>
  withProject({}, async (given) => {
    const { folder, project } = given;
    const start = { self: [join(folder.bin, "nowhere")], options: [], cwd: folder.root };
    const { code, text } = await outcome(startEngine(project, start, { kind: "all" }).ended);
    assert.equal(code, 127);
    assert.match(text, /nowhere.*not found/);
  }));

Deno.test("it has a session of its own and no terminal", () =>
  withProject({}, async (given) => {
    const session = Deno.build.os === "linux" ? "cut -d' ' -f6 /proc/$$/stat" : "echo $$";
    const { text } = await start(
      given,
      `[ "$(${session})" = $$ ] && echo own session\n` +
        "[ -t 0 ] || [ -t 1 ] || [ -t 2 ] || echo no terminal\necho colour=$NO_COLOR",
    );
    assert.deepEqual(text.split("\n"), ["own session", "no terminal", "colour=1"]);
  }));

Deno.test("of very much that it printed, the end is told", () =>
  withProject({}, async (given) => {
    const { text } = await start(given, "yes line | head -n 100000; echo the end; exit 1");
    assert.ok(text.length <= 4000 && text.endsWith("the end"), text.slice(-50));
  }));
