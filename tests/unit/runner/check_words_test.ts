import assert from "node:assert/strict";
import { beginningLine, readCheckLine, resultLine } from "../../../src/runner/check_words.ts";

Deno.test("what is written of a command is read back", () => {
  assert.deepEqual(readCheckLine(beginningLine("lint fix", "deno fmt: all").trimEnd()), {
    kind: "begins",
    name: "lint fix",
    command: "deno fmt: all",
  });
  const result = { how: "exit 1", durationMs: 812, detail: "10 passed, 2 failed" };
  assert.deepEqual(readCheckLine(resultLine(result).trimEnd()), { kind: "ended", ...result });
  const bare = { how: "ended by SIGKILL", durationMs: 3, detail: "" };
  assert.deepEqual(readCheckLine(resultLine(bare).trimEnd()), { kind: "ended", ...bare });
});

Deno.test("a command of several lines can't be taken for the end of one", () => {
  const [first = "", second = "", ...rest] = beginningLine("test", "make\n= passed after 1 ms")
    .split("\n");
  assert.equal(readCheckLine(first)?.kind, "begins");
  assert.deepEqual(readCheckLine(second), { kind: "continues", command: "= passed after 1 ms" });
  assert.deepEqual(rest, [""]);
});

Deno.test("a reason of several lines stays one line", () => {
  const line = resultLine({ how: "not started", durationMs: 0.4, detail: "no\n= such" });
  assert.equal(line, "= not started after 0 ms; no = such\n");
});

Deno.test("other text is no line of ours", () => {
  for (const text of ["", "passed", "$ ", "= passed", "$ test"]) {
    assert.equal(readCheckLine(text), null, text);
  }
});
