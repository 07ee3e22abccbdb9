import assert from "node:assert/strict";
import { join } from "node:path";
import { createDemo } from "../../../src/host/demo.ts";

Deno.test("the demo's project is a clean repository with its own identity, its agent outside of it", async () => {
  const top = await Deno.realPath(await Deno.makeTempDir({ prefix: "spec-tui-demo-test-" }));
  try {
    const folder = join(top, "it's here");
    const environment = {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: top,
      GIT_CONFIG_NOSYSTEM: "1",
      TMPDIR: top,
    };
    const self = ["printf", "%s|", "a b", "it's"];
    const made = await createDemo({ folder, environment, self, isWatched: false });
    const git = (...args: string[]) =>
      new Deno.Command("git", { args, cwd: made.project, env: environment, clearEnv: true })
        .output();
    assert.equal(new TextDecoder().decode((await git("status", "--porcelain")).stdout), "");
    assert.equal(new TextDecoder().decode((await git("log", "--format=%an")).stdout), "Demo\n");
    const agent = join(folder, "demo-agent");
    const called = await new Deno.Command(agent, { clearEnv: true, env: environment }).output();
    assert.equal(new TextDecoder().decode(called.stdout), "a b|it's|__demo-agent|");
    const program = join(folder, "spec-tui");
    const again = await new Deno.Command(program, {
      args: ["status", "x y"],
      clearEnv: true,
      env: environment,
    }).output();
    assert.equal(new TextDecoder().decode(again.stdout), "a b|it's|status|x y|");
    const config = await Deno.readTextFile(join(made.project, "spec-tui.config.yaml"));
    assert.ok(config.includes(JSON.stringify(agent)));
    await assert.rejects(
      createDemo({ folder, environment, self, isWatched: false }),
      /is not empty/,
    );
  } finally {
    await Deno.remove(top, { recursive: true });
  }
});

Deno.test("before a person's eyes the demo's agent takes its time, unless told otherwise", async () => {
  const top = await Deno.realPath(await Deno.makeTempDir({ prefix: "spec-tui-demo-test-" }));
  try {
    const environment = { PATH: Deno.env.get("PATH") ?? "", HOME: top, TMPDIR: top };
    const self = ["sh", "-c", "echo $SPEC_TUI_DEMO_SPEED"];
    const speed = async (isWatched: boolean, env: Readonly<Record<string, string>> = {}) => {
      const { folder } = await createDemo({ folder: "", environment, self, isWatched });
      const { stdout } = await new Deno.Command(join(folder, "demo-agent"), {
        clearEnv: true,
        env: { ...environment, ...env },
      }).output();
      return Number(new TextDecoder().decode(stdout));
    };
    assert.equal(await speed(false), 0);
    assert.ok(await speed(true) < 1);
    assert.equal(await speed(true, { SPEC_TUI_DEMO_SPEED: "3" }), 3);
  } finally {
    await Deno.remove(top, { recursive: true });
  }
});
