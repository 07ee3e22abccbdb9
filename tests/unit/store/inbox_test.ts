import assert from "node:assert/strict";
import { join } from "node:path";
import type { InboxRow } from "../../../src/runner/ports.ts";
import { FenceLost, StoreFailed } from "../../../src/store/errors.ts";
import { type CommandBox, createInbox, openCommandBox } from "../../../src/store/inbox.ts";
import { createRedactor } from "../../../src/store/redact.ts";
import {
  clockAt,
  ids,
  inFolder,
  messages,
  noSecrets,
  noticed,
  openLog,
  startChild,
  started,
} from "./given_store.ts";

function row(command: string, changes: Partial<InboxRow> = {}): InboxRow {
  return {
    id: ids.next(),
    command,
    args: {},
    by: "cli:ada",
    run: null,
    expiresAtMs: 1_030_000,
    ...changes,
  };
}

function openBox(path: string, clock = clockAt(1_000_000), redactor = noSecrets): CommandBox {
  const box = openCommandBox({ path, clock, ids, redactor });
  assert(box !== null);
  return box;
}

Deno.test("a command sent by a face is answered together with its facts", () =>
  inFolder((folder) => {
    const path = join(folder, "state.db");
    const log = openLog(path);
    const inbox = createInbox(log, { clock: clockAt(1_001_000), redactor: noSecrets });
    const box = openBox(path);
    const asked = row("retry", { args: { task: "TASK-1", fresh: true } });
    box.send(asked);
    box.send(asked);
    assert.deepEqual(inbox.pending(), [asked]);
    assert.equal(box.answerOf(asked.id), null);
    const events = inbox.answer(asked, { accepted: true, message: "TASK-1 is retried" }, [
      noticed("retried"),
    ]);
    assert.deepEqual(log.since(0), events);
    assert.deepEqual(inbox.pending(), []);
    assert.deepEqual(box.answerOf(asked.id), {
      accepted: true,
      message: "TASK-1 is retried",
      answeredAtMs: 1_001_000,
    });
    box.close();
    log.close();
  }));

Deno.test("a command is answered once, and a second answer leaves no facts", () =>
  inFolder((folder) => {
    const path = join(folder, "state.db");
    const log = openLog(path);
    const inbox = createInbox(log, { clock: clockAt(1_001_000), redactor: noSecrets });
    const box = openBox(path);
    const asked = row("pause");
    box.send(asked);
    inbox.answer(asked, { accepted: true, message: "paused" }, [noticed("paused")]);
    assert.throws(
      () => inbox.answer(asked, { accepted: true, message: "again" }, [noticed("again")]),
      /answered before/,
    );
    assert.deepEqual(messages(log), ["paused"]);
    assert.equal(box.answerOf(asked.id)?.message, "paused");
    box.close();
    log.close();
  }));

Deno.test("an engine that lost its fence answers nothing", () =>
  inFolder((folder) => {
    const path = join(folder, "state.db");
    const old = openLog(path);
    const inbox = createInbox(old, { clock: clockAt(1_001_000), redactor: noSecrets });
    const box = openBox(path);
    const asked = row("stop");
    box.send(asked);
    const young = openLog(path);
    const outcome = { accepted: true, message: "stopping" };
    assert.throws(() => inbox.answer(asked, outcome, [noticed("stopping")]), FenceLost);
    assert.equal(box.answerOf(asked.id), null);
    assert.deepEqual(messages(young), []);
    box.close();
    old.close();
    young.close();
  }));

Deno.test("yesterday's command is refused with its age", () =>
  inFolder((folder) => {
    const path = join(folder, "state.db");
    const clock = clockAt(1_000_000);
    const log = openLog(path);
    const inbox = createInbox(log, { clock, redactor: noSecrets });
    const box = openBox(path, clock);
    const [late, inTime] = [row("stop"), row("pause", { expiresAtMs: 1_040_001 })];
    box.send(late);
    box.send(inTime);
    clock.advance(40_000);
    assert.deepEqual(inbox.pending(), [inTime]);
    assert.deepEqual(box.answerOf(late.id), {
      accepted: false,
      message: "expired: asked 40 s ago",
      answeredAtMs: 1_040_000,
    });
    box.close();
    log.close();
  }));

Deno.test("a command for another run is refused, expired or not", () =>
  inFolder((folder) => {
    const path = join(folder, "state.db");
    const clock = clockAt(1_000_000);
    const log = openLog(path);
    log.append([started("today")]);
    const inbox = createInbox(log, { clock, redactor: noSecrets });
    const box = openBox(path, clock);
    const [old, mine, any] = [
      row("stop", { run: "yesterday" }),
      row("stop", { run: "today" }),
      row("stop"),
    ];
    for (const each of [old, mine, any]) box.send(each);
    clock.advance(2000);
    assert.deepEqual(inbox.pending(), [mine, any]);
    assert.equal(box.answerOf(old.id)?.message, "refused: asked 2 s ago for another run");
    const older = row("stop", { run: "yesterday", expiresAtMs: 1_010_000 });
    box.send(older);
    clock.advance(38_000);
    inbox.pending();
    assert.equal(box.answerOf(older.id)?.message, "expired: asked 38 s ago for another run");
    box.close();
    log.close();
  }));

Deno.test("a face that holds the lock answers its own command without sending it", () => {
  const log = openLog(":memory:");
  const inbox = createInbox(log, { clock: clockAt(1_000_000), redactor: noSecrets });
  inbox.answer(row("approve"), { accepted: true, message: "approved" }, [noticed("approved")]);
  const kept = log.database.db.prepare("SELECT command, message FROM inbox").get();
  assert.deepEqual({ ...kept }, { command: "approve", message: "approved" });
  log.close();
});

Deno.test("secrets in a command's arguments reach neither the inbox nor its answer (P15)", () =>
  inFolder((folder) => {
    const path = join(folder, "state.db");
    const redactor = createRedactor(["hunter2-hunter2"]);
    const log = openLog(path, { redactor });
    const inbox = createInbox(log, { clock: clockAt(1_000_000), redactor });
    const box = openBox(path, clockAt(1_000_000), redactor);
    box.send(row("answer", { args: { text: "use hunter2-hunter2", list: ["hunter2-hunter2"] } }));
    const [pending] = inbox.pending();
    assert(pending !== undefined);
    assert.deepEqual(pending.args, { text: "use ••••", list: ["••••"] });
    inbox.answer(pending, { accepted: false, message: "hunter2-hunter2 is wrong" }, []);
    assert.equal(box.answerOf(pending.id)?.message, "•••• is wrong");
    box.close();
    log.close();
  }));

Deno.test("a face finds nobody to ask while there is no database", () =>
  inFolder((folder) => {
    const path = join(folder, "state.db");
    assert.equal(openCommandBox({ path, clock: clockAt(1), ids, redactor: noSecrets }), null);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  }));

Deno.test("a command is not sent into a database that was removed", () =>
  inFolder((folder) => {
    const path = join(folder, "state.db");
    const log = openLog(path);
    const box = openBox(path);
    Deno.removeSync(path);
    assert.throws(
      () => box.send(row("stop")),
      (error) => error instanceof StoreFailed && error.kind === "gone",
    );
    box.close();
    log.close();
  }));

Deno.test("four faces send while an engine appends: nothing is lost or answered twice", () =>
  inFolder(async (folder) => {
    const path = join(folder, "state.db");
    const log = openLog(path, { busyMs: 20_000 });
    const inbox = createInbox(log, { clock: { now: () => Date.now() }, redactor: noSecrets });
    const faces = ["a", "b", "c", "d"].map((name) =>
      startChild("sends_commands.ts", path, name, "50")
    );
    let running = faces.length;
    const outputs = faces.map(async (face) => {
      const output = await face.output();
      running -= 1;
      return output;
    });
    const texts: unknown[] = [];
    for (let isLastLook = false; !isLastLook;) {
      isLastLook = running === 0;
      for (const asked of inbox.pending()) {
        texts.push(asked.args.text);
        inbox.answer(asked, { accepted: true, message: "noted" }, [
          noticed(String(asked.args.text)),
        ]);
      }
      log.append([noticed("engine")]);
      await new Promise((done) => setTimeout(done, 1));
    }
    for (const { code, stderr } of await Promise.all(outputs)) {
      assert.equal(code, 0, new TextDecoder().decode(stderr));
    }
    const expected = ["a", "b", "c", "d"].flatMap((name) =>
      Array.from({ length: 50 }, (_, n) => `${name} ${n}`)
    );
    assert.deepEqual(texts.toSorted(), expected.toSorted());
    assert.deepEqual(messages(log).filter((text) => text !== "engine"), texts);
    assert.deepEqual(log.quickCheck(), []);
    log.close();
  }));
