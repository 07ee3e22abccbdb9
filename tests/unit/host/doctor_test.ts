import assert from "node:assert/strict";
import { join } from "node:path";
import { CONFIG, givenFolder, SPEC } from "../cli/given_world.ts";

async function findings(files: Readonly<Record<string, string>>, ...argv: readonly string[]) {
  await using folder = await givenFolder(files);
  const { code, out, err } = await folder.run("doctor", "--json", ...argv);
  const document = JSON.parse(out) as {
    ok: boolean;
    exit_code: number;
    findings: { name: string; status: string; detail: string; fix: string }[];
  };
  const of = (name: string) => document.findings?.find((finding) => finding.name === name);
  return { code, err, document, of };
}

Deno.test("a healthy project passes, and what is worth knowing is a warning with its fix", async () => {
  const { code, of } = await findings({ "spec/tasks.md": SPEC, "spec-tui.config.yaml": CONFIG });
  assert.equal(code, 0);
  assert.equal(of("git")?.status, "ok");
  assert.equal(of("spec")?.detail, "2 tasks, 0 errors");
  assert.equal(of("checks")?.detail, "test: true");
  assert.equal(of("agent fast")?.status, "ok");
  assert.deepEqual([of("repository")?.status, of("repository")?.fix], [
    "warn",
    "git init, and a first commit",
  ]);
});

Deno.test("every finding that is not ok has a fix", async () => {
  const { document, code } = await findings({ "spec-tui.config.yaml": "agent: claude\n" });
  assert.equal(code, 3);
  assert.equal(document.ok, false);
  for (const { name, status, fix } of document.findings) {
    assert.equal(fix === "", status === "ok", name);
  }
});

Deno.test("an agent that is not there is a failure that says how to get it", async () => {
  const config = "agents:\n  mine:\n    command: no-such-program-xyz\nagent: mine\n";
  const { code, of } = await findings({ "spec/tasks.md": SPEC, "spec-tui.config.yaml": config });
  assert.equal(code, 3);
  assert.match(of("agent mine")?.detail ?? "", /no-such-program-xyz/);
});

Deno.test("one agent of the chain is enough: a fallback that is not there is a warning", async () => {
  const more = "  gone:\n    command: no-such-program-xyz\nfallback: [gone]\ncommands:";
  const chain = CONFIG.replace("commands:", more);
  const found = await findings({ "spec/tasks.md": SPEC, "spec-tui.config.yaml": chain });
  assert.equal(found.code, 0, found.err);
  assert.equal(found.of("agent gone")?.status, "warn");
});

Deno.test("a command whose program is not there is named before a task fails on it", async () => {
  const config = CONFIG.replace('test: "true"', 'test: no-such-tool --all\n  lint: "A=1 && true"');
  const { code, of } = await findings({ "spec/tasks.md": SPEC, "spec-tui.config.yaml": config });
  assert.equal(code, 0);
  assert.match(of("commands.test")?.detail ?? "", /"no-such-tool" is not found/);
  assert.equal(of("commands.lint"), undefined, "what begins otherwise is not guessed at");
});

Deno.test("spec-runner's history is named, with what counts instead", async () => {
  const files = { "spec/tasks.md": SPEC, "spec-tui.config.yaml": CONFIG };
  const { of } = await findings({ ...files, "spec/.executor-state.db": "" });
  assert.match(of("old history")?.detail ?? "", /^spec\/\.executor-state\.db: .*not imported yet/);
  await using folder = await givenFolder({ ...files, "spec/.executor-state.json": "{}" });
  assert.match((await folder.run("run")).err, /^spec\/\.executor-state\.json: note: /m);
  assert.doesNotMatch((await folder.run("run")).err, /note:/, "said until something has run");
});

Deno.test("nothing is paid for unless --paid comes with a cap, and the cap is kept", async () => {
  const agent = "#!/bin/sh\ncat >/dev/null\necho called >>calls\necho TASK_COMPLETE\n";
  await using folder = await givenFolder({ "spec/tasks.md": SPEC, "agent.sh": agent });
  const calls = join(folder.root, "calls");
  await Deno.writeTextFile(
    join(folder.root, "agent.sh"),
    agent.replace(">>calls", `>>'${calls}'`),
  );
  const config =
    `agents:\n  mine:\n    command_template: sh ${folder.root}/agent.sh\nagent: mine\n`;
  await Deno.writeTextFile(join(folder.root, "spec-tui.config.yaml"), config);
  const called = () => Deno.readTextFile(calls).catch(() => "");
  await folder.run("doctor");
  assert.equal(await called(), "");
  assert.equal((await folder.run("doctor", "--paid")).code, 2);
  assert.equal((await folder.run("doctor", "--max-usd", "2")).code, 2);
  const capped = await folder.run("doctor", "--paid", "--max-usd", "0.5");
  assert.match(capped.out, /not called/);
  assert.equal(await called(), "");
  const paid = await folder.run("doctor", "--paid", "--max-usd", "2");
  assert.equal(paid.code, 0, paid.out);
  assert.match(paid.out, /call mine +answered as asked \(cost unknown\)/);
  assert.equal(await called(), "called\n");
});
