import assert from "node:assert/strict";
import type { InputEvent } from "../../../tui/input_event.ts";
import { Reader } from "../../../tui/reader.ts";

const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

/** A keyboard typed on by the test, and a clock that is silent when told to be. */
function keyboard() {
  const events: InputEvent[] = [];
  let pending: PromiseWithResolvers<number | null> | null = null;
  let into: Uint8Array = new Uint8Array();
  let silence: (() => void) | null = null;
  let reads = 0;
  const reader = new Reader({
    read: (buffer) => {
      reads++;
      into = buffer;
      pending = Promise.withResolvers();
      return pending.promise;
    },
    afterSilence: (call) => {
      silence = call;
      return () => silence = null;
    },
    onInput: (event) => events.push(event),
  });
  return {
    reader,
    keys: () => events.map((event) => event.kind === "key" ? event.key : event.kind),
    reads: () => reads,
    type: async (text: string) => {
      const bytes = new TextEncoder().encode(text);
      into.set(bytes);
      pending?.resolve(bytes.length);
      await settle();
    },
    hangUp: async (how: "end" | "error") => {
      if (how === "end") pending?.resolve(null);
      else pending?.reject(new Error("no terminal"));
      await settle();
    },
    beSilent: () => silence?.(),
  };
}

Deno.test("keys arrive as they are typed, an escape after a silence", async () => {
  const { reader, keys, type, beSilent } = keyboard();
  reader.run();
  await type("j");
  await type("\x1b");
  assert.deepEqual(keys(), ["j"]);
  beSilent();
  assert.deepEqual(keys(), ["j", "esc"]);
});

Deno.test("an escape that goes on in time is a sequence", async () => {
  const { reader, keys, type, beSilent } = keyboard();
  reader.run();
  await type("\x1b");
  await type("[A");
  beSilent();
  assert.deepEqual(keys(), ["up"]);
});

Deno.test("a terminal that goes away is the end of input, however it says so", async () => {
  for (const how of ["end", "error"] as const) {
    const { reader, keys, hangUp } = keyboard();
    const over = reader.run();
    await hangUp(how);
    await over;
    assert.deepEqual(keys(), ["end"]);
  }
});

Deno.test("while paused nothing is read, so that another program gets the keys", async () => {
  const { reader, keys, reads, type } = keyboard();
  reader.run();
  const paused = reader.pause();
  await type("\x1b[0n");
  await paused;
  assert.equal(reads(), 1);
  reader.resume();
  await settle();
  assert.equal(reads(), 2);
  await type("k");
  assert.deepEqual(keys(), ["k"]);
});

Deno.test("a reply in two pieces is read to its end before the pause", async () => {
  const { reader, keys, reads, type } = keyboard();
  reader.run();
  reader.pause();
  await type("\x1b[");
  assert.equal(reads(), 2);
  await type("0n");
  assert.equal(reads(), 2);
  assert.deepEqual(keys(), []);
});

Deno.test("after the end of reading no event comes any more", async () => {
  const { reader, keys, type } = keyboard();
  const over = reader.run();
  reader.stop();
  await type("j");
  await over;
  assert.deepEqual(keys(), []);
});
