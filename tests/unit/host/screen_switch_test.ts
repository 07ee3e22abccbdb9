import assert from "node:assert/strict";
import { join } from "node:path";
import { logOptions } from "../../../src/host/face.ts";
import { openProject, type Project } from "../../../src/host/project.ts";
import { branchNow } from "../../../src/host/branch.ts";
import { aboutOf } from "../../../src/host/screen_about.ts";
import { readOlder } from "../../../src/host/screen_older.ts";
import { openSwitch, type Port } from "../../../src/host/screen_switch.ts";
import { openEventLog } from "../../../src/store/event_log.ts";
import type { EngineStart } from "../../../src/host/screen_engine.ts";
import { nothingWatched } from "../../../tui/watch.ts";

const environment = { PATH: Deno.env.get("PATH") ?? "", HOME: "/nowhere", USER: "ada" };

async function inProject(body: (project: Project, root: string) => Promise<void>): Promise<void> {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "switch" }));
  try {
    await Deno.mkdir(join(root, "spec"));
    for (const prefix of ["", "api-"]) {
      await Deno.writeTextFile(join(root, "spec", `${prefix}tasks.md`), "# Tasks\n");
    }
    const open = { cwd: root, environment, flags: { projectRoot: root }, isReadOnly: true };
    await body(await openProject(open), root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("facts before a given one are read back from the log in pages", () =>
  inProject(async (project) => {
    await Deno.mkdir(project.stateDir, { recursive: true });
    const log = openEventLog(logOptions(project));
    log.takeFence();
    log.append(Array.from({ length: 2500 }, () => ({ type: "RunPaused", by: "cli:ada" } as const)));
    log.close();
    const page = readOlder(project, 2400);
    assert.deepEqual([page.length, page[0]?.seq, page.at(-1)?.seq], [2000, 400, 2399]);
    const rest = readOlder(project, 400);
    assert.deepEqual([rest.length, rest[0]?.seq, rest.at(-1)?.seq], [399, 1, 399]);
    assert.deepEqual(readOlder(project, 1), []);
  }));

Deno.test("the screen turns to another spec of the folder, and the old port is closed", () =>
  inProject(async (project, root) => {
    const opened: string[] = [];
    const closed: string[] = [];
    const open = (of: Project, start: EngineStart): Port => {
      opened.push(`${of.tasksPath.slice(root.length)} ${start.options.join(" ")}`);
      return {
        begin() {},
        close: () => void closed.push(of.tasksPath.slice(root.length)),
        next: () => Promise.resolve(),
        nowMs: () => 0,
        poll: () => [{ kind: "notice", text: of.tasksPath.slice(root.length), tone: "info" }],
        carryOut: () => Promise.resolve([]),
      };
    };
    const start = { self: ["spec-tui"], options: ["--spec-prefix=old-", "--jobs=1"], cwd: root };
    const port = openSwitch(project, start, open);
    assert.deepEqual(aboutOf(project).otherSpecs, ["api-"]);
    const [msg] = await port.carryOut({ kind: "open_spec", prefix: "api-" });
    assert.ok(msg?.kind === "project");
    assert.deepEqual([msg.about.tasksPath, msg.about.otherSpecs], ["spec/api-tasks.md", [""]]);
    assert.deepEqual(opened, [
      "/spec/tasks.md --spec-prefix=old- --jobs=1",
      "/spec/api-tasks.md --jobs=1 --spec-prefix=api-",
    ]);
    assert.deepEqual(closed, ["/spec/tasks.md"]);
    const [news] = port.poll(nothingWatched);
    assert.equal(news?.kind === "notice" && news.text, "/spec/api-tasks.md");
  }));

Deno.test("without git there is no branch, and agents that are not there are named as such", () =>
  inProject((project) => {
    assert.equal(branchNow(project), null);
    const claude = aboutOf(project).agents.find((agent) => agent.name === "claude");
    assert.match(claude?.install ?? "", /npm install/);
    assert.ok(aboutOf(project).agents.every((agent) => agent.name !== "custom"));
    return Promise.resolve();
  }));
