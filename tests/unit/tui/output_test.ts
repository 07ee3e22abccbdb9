import assert from "node:assert/strict";
import { compose } from "../../../tui/grid.ts";
import { Output } from "../../../tui/output.ts";
import { painter } from "../../../tui/paint.ts";
import { line } from "../../../tui/spans.ts";
import { themes } from "../../../tui/theme.ts";
import "./widths.ts";

const grid = (text: string) => compose({ rows: [line(text)] }, { columns: 8, rows: 1 });

/** A terminal that takes a write only when told to. */
function slowTerminal() {
  const written: string[] = [];
  const waiting: PromiseWithResolvers<void>[] = [];
  let idle = 0;
  const output = new Output({
    painter: painter(themes.dark, "none"),
    write: (codes) => {
      written.push(codes);
      const gate = Promise.withResolvers<void>();
      waiting.push(gate);
      return gate.promise;
    },
    onIdle: () => idle++,
  });
  const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
  return {
    output,
    written,
    idle: () => idle,
    settle,
    take: async () => (waiting.shift()?.resolve(), await settle()),
    fail: async () => (waiting.shift()?.reject(new Error("broken")), await settle()),
  };
}

Deno.test("while a frame is on its way no other is taken, and then one may come", async () => {
  const { output, written, idle, take } = slowTerminal();
  output.open("in");
  assert.equal(output.draw(grid("a")), false);
  await take();
  assert.equal(idle(), 1);
  assert.equal(output.draw(grid("a")), true);
  assert.equal(output.draw(grid("b")), false);
  assert.equal(written.length, 2);
  await take();
  assert.equal(output.draw(grid("b")), true);
  assert.ok(written[2]?.includes("b"));
});

Deno.test("a frame that changes nothing writes nothing", async () => {
  const { output, written, take } = slowTerminal();
  output.open("in");
  await take();
  output.draw(grid("a"));
  await take();
  assert.equal(output.draw(grid("a")), true);
  assert.equal(written.length, 2);
});

Deno.test("codes sent meanwhile go out together after the frame", async () => {
  const { output, written, take } = slowTerminal();
  output.open("in");
  output.send("bell");
  output.send("title");
  assert.deepEqual(written, ["in"]);
  await take();
  assert.deepEqual(written, ["in", "belltitle"]);
});

Deno.test("after a failed write the next frame is drawn in full", async () => {
  const { output, written, take, fail } = slowTerminal();
  output.open("in");
  await take();
  output.draw(grid("abc"));
  await fail();
  output.draw(grid("abc"));
  assert.ok(written[2]?.includes("\x1b[2J") && written[2].includes("abc"));
});

Deno.test("closing lets the frame on its way finish, drops the rest, and has the last word", async () => {
  const { output, written, take } = slowTerminal();
  output.open("in");
  output.send("late");
  const closed = output.close("out");
  output.send("too late");
  assert.equal(output.draw(grid("a")), false);
  await take();
  await take();
  await closed;
  assert.deepEqual(written, ["in", "out"]);
});

Deno.test("opened again, the screen holds nothing we know", async () => {
  const { output, written, take, settle } = slowTerminal();
  output.open("in");
  await take();
  output.draw(grid("abc"));
  await take();
  const closed = output.close("out");
  await settle();
  await take();
  await closed;
  output.open("in");
  await take();
  output.draw(grid("abc"));
  assert.ok(written.at(-1)?.includes("abc"));
});
