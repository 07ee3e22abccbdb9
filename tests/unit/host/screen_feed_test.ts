import assert from "node:assert/strict";
import { systemClock } from "../../../src/host/clock.ts";
import { holderOf } from "../../../src/host/face.ts";
import { MOST_FACTS, openScreenFeed } from "../../../src/host/screen_feed.ts";
import { acquireLock } from "../../../src/store/lock.ts";
import { specText } from "../../e2e/kit/tasks.ts";
import type { Fact } from "../../../src/pipeline/fact.ts";
import type { Msg } from "../../../tui/msg.ts";
import { type GivenProject, withProject } from "./given_project.ts";

const held: Fact = { type: "TaskHeld", task: "TASK-001", reason: "later", by: "cli:ada" };

/** A feed whose clock stands still unless it is told to hurry. */
async function withFeed(
  given: GivenProject,
  body: (news: () => string[], feed: ReturnType<typeof openScreenFeed>) => void | Promise<void>,
): Promise<void> {
  const feed = openScreenFeed(given.project, () => 0);
  try {
    await body(() => feed.news().map(nameOf), feed);
  } finally {
    feed.close();
  }
}

function nameOf(msg: Msg): string {
  switch (msg.kind) {
    case "events":
      return msg.events.map((event) => `${event.seq} ${event.fact.type}`).join(", ");
    case "spec":
      return `spec of ${msg.spec.tasks.length}`;
    case "no_spec":
      return `no spec: ${msg.state}`;
    case "engine":
      return `engine ${msg.alive ? "alive" : "gone"}`;
    default:
      return msg.kind === "notice" ? `${msg.tone}: ${msg.text}` : msg.kind;
  }
}

Deno.test("the first look tells all there is, the next ones only what is new", () =>
  withProject({}, async (given) => {
    given.append(held);
    await withFeed(given, (news) => {
      assert.deepEqual(news(), ["spec of 1", "engine gone", "1 TaskHeld", "caught_up"]);
      assert.deepEqual(news(), []);
      given.append({ type: "TaskReleased", task: "TASK-001", by: "cli:ada" });
      assert.deepEqual(news(), ["2 TaskReleased"]);
      assert.deepEqual(news(), []);
    });
  }));

Deno.test("what was in the log at the first look is old; a log that begins later is not", () =>
  withProject({}, async (given) => {
    const old = (feed: ReturnType<typeof openScreenFeed>) => {
      feed.hurry();
      return feed.news().flatMap((msg) => msg.kind === "events" ? [msg.areOld] : []);
    };
    await withFeed(given, async (_, feed) => {
      assert.deepEqual(old(feed), []);
      given.append(held);
      assert.deepEqual(old(feed), [false]);
      await withFeed(given, (_, second) => assert.deepEqual(old(second), [true]));
    });
  }));

Deno.test("a long log comes in parts, one with each look", () =>
  withProject({}, async (given) => {
    given.append(...Array.from({ length: MOST_FACTS + 5 }, () => held));
    await withFeed(given, (_, feed) => {
      const counts = () =>
        feed.news().map((msg) => msg.kind === "events" ? msg.events.length : 0).filter((n) =>
          n > 0
        );
      // The first frame waits for none of it.
      assert.deepEqual([counts(), counts(), counts(), counts()], [[], [MOST_FACTS], [5], []]);
    });
  }));

Deno.test("that all of the log is told is said once, also where nothing comes after a whole part", () =>
  withProject({}, async (given) => {
    given.append(...Array.from({ length: MOST_FACTS }, () => held));
    await withFeed(given, (_, feed) => {
      const kinds = () => feed.news().map(({ kind }) => kind);
      assert.deepEqual(kinds(), ["spec", "engine", "events"]);
      assert.deepEqual(kinds(), ["caught_up"]);
      given.append(held);
      assert.deepEqual(kinds(), ["events"]);
    });
  }));

Deno.test("spec and lock are looked at slowly, unless there is a hurry", () =>
  withProject({}, async (given) => {
    await withFeed(given, async (news, feed) => {
      news();
      await given.folder.write("spec/tasks.md", specText([{}, {}]));
      assert.deepEqual(news(), []);
      feed.hurry();
      assert.deepEqual(news(), ["spec of 2"]);
      await Deno.remove(given.project.tasksPath);
      feed.hurry();
      assert.deepEqual(news(), ["no spec: missing"]);
      await Deno.writeFile(given.project.tasksPath, new Uint8Array([0xff, 0xfe, 0x00, 0x80]));
      feed.hurry();
      assert.deepEqual(news(), ["no spec: broken"]);
    });
  }));

Deno.test("a project where nothing ever ran has no log, and is followed once it has one", () =>
  withProject({ git: "none" }, async (given) => {
    await withFeed(given, async (news, feed) => {
      assert.deepEqual(news(), ["spec of 1", "engine gone", "caught_up"]);
      assert.equal(await exists(given.project.databasePath), false, "looking makes no file");
      given.append(held);
      feed.hurry();
      assert.deepEqual(news(), ["1 TaskHeld"]);
    });
  }));

Deno.test("an engine is told while its lock is held", () =>
  withProject({}, async (given) => {
    Deno.mkdirSync(given.project.stateDir, { recursive: true });
    await withFeed(given, async (news, feed) => {
      news();
      const lock = await acquireLock(given.project.lockPath, holderOf("test"), {
        clock: systemClock,
      });
      assert.equal(lock.kind, "acquired");
      feed.hurry();
      assert.deepEqual(news(), ["engine alive"]);
      if (lock.kind === "acquired") lock.release();
      feed.hurry();
      assert.deepEqual(news(), ["engine gone"]);
    });
  }));

Deno.test("a log that can't be read is told, and read again once it can be", () =>
  withProject({}, async (given) => {
    Deno.mkdirSync(given.project.stateDir, { recursive: true });
    await Deno.writeTextFile(given.project.databasePath, "this is no database, but it is long\n");
    await withFeed(given, async (news, feed) => {
      assert.match(news().join("\n"), /error: /);
      await Deno.remove(given.project.databasePath);
      given.append(held);
      feed.hurry();
      assert.match(news().join("\n"), /1 TaskHeld/);
    });
  }));

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
