import assert from "node:assert/strict";
import { encodeSpec, withTaskDone } from "../../../src/spec/edit.ts";
import { emptyRun } from "../../../src/pipeline/run.ts";
import { createSpecReader } from "../../../src/runner/spec_reader.ts";

const SPEC = "### TASK-001: One\nP0 | TODO | Est: 1h\n";

/** A file and a clock that the test moves, and what the reader says of them. */
function givenFile() {
  const at = { text: SPEC as string | null | Error, ms: 0, head: "ref: refs/heads/main" };
  const encoder = new TextEncoder();
  const reader = createSpecReader(
    {
      tasks: async () => {
        if (at.text instanceof Error) throw at.text;
        return at.text === null ? null : encoder.encode(at.text);
      },
      replaceTasks: async () => false,
      text: async () => "",
    },
    async () => {
      if (at.head === "") throw new Error("HEAD is gone");
      return at.head;
    },
    { elapsed: () => at.ms },
  );
  const read = async (text: string | null | Error, ms: number) => {
    Object.assign(at, { text, ms });
    const { spec, facts } = await reader.changes(emptyRun());
    return { ids: [...spec.byId.keys()], facts: facts.map((fact) => fact.type) };
  };
  return { at, reader, read };
}

Deno.test("a file that is empty while it is written is no news", async () => {
  const { read } = givenFile();
  assert.deepEqual((await read(SPEC, 0)).facts, ["SpecRead"]);
  assert.deepEqual(await read("", 100), { ids: ["TASK-001"], facts: [] });
  assert.deepEqual(await read(null, 900), { ids: ["TASK-001"], facts: [] });
  assert.deepEqual(await read(SPEC, 1000), { ids: ["TASK-001"], facts: ["SpecRead"] });
});

Deno.test("a file that stays unreadable is told once, and again after it was well", async () => {
  const { read } = givenFile();
  await read(SPEC, 0);
  assert.deepEqual(await read("", 100), { ids: ["TASK-001"], facts: [] });
  assert.deepEqual(await read("", 1100), { ids: ["TASK-001"], facts: ["Noticed"] });
  assert.deepEqual((await read("", 5000)).facts, []);
  assert.deepEqual((await read(SPEC, 6000)).facts, ["SpecRead"]);
  assert.deepEqual((await read(null, 7000)).facts, []);
  assert.deepEqual((await read(null, 8500)).facts, ["Noticed"]);
});

Deno.test("the file is looked at 50 times a second at most, and what we wrote is not read again", async () => {
  let looks = 0;
  let ms = 0;
  const text = { now: SPEC };
  const reader = createSpecReader(
    {
      tasks: async () => {
        looks++;
        return new TextEncoder().encode(text.now);
      },
      replaceTasks: async () => true,
      text: async () => "",
    },
    async () => "ref: refs/heads/main",
    { elapsed: () => ms },
  );
  const first = await reader.changes(emptyRun());
  for (ms = 1; ms < 20; ms++) await reader.changes(emptyRun());
  assert.equal(looks, 1);
  const done = withTaskDone(first.spec, "TASK-001");
  text.now = done.text;
  reader.wrote(done, encodeSpec(done.text));
  ms = 40;
  const { spec, facts } = await reader.changes(emptyRun());
  assert.equal(looks, 2);
  assert.equal(spec, done, "the very value: nothing was parsed again");
  assert.deepEqual(facts.map((fact) => fact.type), ["SpecRead"]);
});

Deno.test("a file that may not be read any more is told, and work goes on by the last good one", async () => {
  const { reader, read, at } = givenFile();
  const denied = new Error("permission denied");
  await read(SPEC, 0);
  assert.deepEqual(await read(denied, 100), { ids: ["TASK-001"], facts: [] });
  assert.deepEqual(await read(denied, 1200), { ids: ["TASK-001"], facts: ["Noticed"] });
  assert.deepEqual((await read(denied, 5000)).facts, []);
  assert.deepEqual((await read(SPEC, 6000)).facts, ["SpecRead"]);
  at.text = denied;
  await assert.rejects(reader.current(), denied, "before anything is begun it refuses");
});

Deno.test("where the checkout stands is as it was while that can't be read", async () => {
  const { reader, at } = givenFile();
  at.head = "";
  const run = { ...emptyRun(), specHead: "ref: refs/heads/topic" };
  const [fact] = (await reader.changes(run)).facts;
  assert.ok(fact?.type === "SpecRead" && fact.head === "ref: refs/heads/topic");
});
