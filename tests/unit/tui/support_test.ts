import assert from "node:assert/strict";
import { terminalSupport, wantsAscii } from "../../../tui/support.ts";

const both = { stdin: true, stdout: true };

Deno.test("a terminal that can move its cursor has the full screen", () => {
  assert.deepEqual(terminalSupport({ TERM: "xterm-256color" }, both), { ok: true });
});

Deno.test("without a terminal, or with a dumb one, there is none, and the reason is said", () => {
  const cases = [
    [{ TERM: "xterm" }, { stdin: true, stdout: false }, "standard output"],
    [{ TERM: "xterm" }, { stdin: false, stdout: true }, "standard input"],
    [{ TERM: "dumb" }, both, "dumb"],
    [{ TERM: "" }, both, "TERM is not set"],
    [{}, both, "TERM is not set"],
  ] as const;
  for (const [env, isTty, reason] of cases) {
    const support = terminalSupport(env, isTty);
    assert.ok(!support.ok && support.reason.includes(reason), reason);
  }
});

Deno.test("a locale without UTF-8 and the Linux console get ASCII signs", () => {
  assert.equal(wantsAscii({ LANG: "en_US.UTF-8" }), false);
  assert.equal(wantsAscii({}), false);
  assert.equal(wantsAscii({ LANG: "C" }), true);
  assert.equal(wantsAscii({ LC_ALL: "C.utf8", LANG: "C" }), false);
  assert.equal(wantsAscii({ TERM: "linux", LANG: "en_US.UTF-8" }), true);
});
