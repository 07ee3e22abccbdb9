import assert from "node:assert/strict";
import { childEnvironment } from "../../../src/runner/child_env.ts";
import { anOrder, aSlot } from "./given_work.ts";

const COOKIES = { project: "spec-1", engine: "engine-1" };

Deno.test("a child gets the user's variables, less those denied, and learns whose child it is", () => {
  const order = anOrder({ id: "order-1", task: "TASK-7", attempt: 2, envDeny: ["GH_TOKEN"] });
  const env = childEnvironment(
    { HOME: "/home/ada", GH_TOKEN: "secret", GH_HOST: "example.org", SPEC_TUI_TASK: "outer" },
    order,
    aSlot({ number: 3, agentEnv: { GIT_CEILING_DIRECTORIES: "/slots" } }),
    COOKIES,
  );
  assert.deepEqual(env, {
    HOME: "/home/ada",
    GH_HOST: "example.org",
    GIT_CEILING_DIRECTORIES: "/slots",
    SPEC_TUI_TASK: "TASK-7",
    SPEC_TUI_ATTEMPT: "2",
    SPEC_TUI_SLOT: "3",
    SPEC_RUNNER_AGENT: "1",
    SPEC_TUI_COOKIE: "order-1",
    SPEC_TUI_PROJECT: "spec-1",
    SPEC_TUI_ENGINE: "engine-1",
  });
});

Deno.test("variables that point git at another repository stay behind", () => {
  const user = {
    GIT_DIR: "/r/.git",
    GIT_WORK_TREE: "/r",
    GIT_INDEX_FILE: "/r/i",
    GIT_SSH_COMMAND: "ssh -v",
  };
  const env = childEnvironment(user, anOrder(), aSlot(), COOKIES);
  assert.deepEqual(Object.keys(env).filter((name) => name.startsWith("GIT_")), ["GIT_SSH_COMMAND"]);
});

Deno.test("config's own settings win over the user's and over what is denied, never over ours", () => {
  const order = anOrder({ id: "order-1", envDeny: ["TOKEN"] });
  const extra = { TOKEN: "given", HOME: "/other", SPEC_TUI_COOKIE: "forged" };
  const env = childEnvironment(
    { TOKEN: "user's", HOME: "/home/ada" },
    order,
    aSlot(),
    COOKIES,
    extra,
  );
  assert.equal(env.TOKEN, "given");
  assert.equal(env.HOME, "/other");
  assert.equal(env.SPEC_TUI_COOKIE, "order-1");
});
