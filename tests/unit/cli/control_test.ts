import assert from "node:assert/strict";
import { createControl } from "../../../src/cli/control.ts";
import type { StopRequest } from "../../../src/runner/engine.ts";
import type { SignalName } from "../../../src/cli/world.ts";

function given(...signals: readonly SignalName[]) {
  const requests: StopRequest[] = [];
  const cut: number[] = [];
  const control = createControl("cli:ada", (code) => void cut.push(code));
  control.onRequest((request) => void requests.push(request));
  for (const name of signals) control.signal(name);
  return { requests, cut, control };
}

const CODES: readonly (readonly [SignalName, number])[] = [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
];
for (const [name, code] of CODES) {
  Deno.test(`${name} once stops hard and ends with ${code}`, () => {
    const { requests, cut, control } = given(name);
    const by = `cli:ada (${name.slice(3)})`;
    assert.deepEqual(requests, [{ kind: "stop", mode: "hard", by, exitCode: code }]);
    assert.deepEqual(cut, []);
    assert.equal(control.exitCode, code);
  });
}

Deno.test("a second signal ends everything at once, with the first one's code", () => {
  const { requests, cut } = given("SIGTERM", "SIGINT");
  assert.equal(requests.length, 1);
  assert.deepEqual(cut, [143]);
});

Deno.test("Ctrl-\\ asks for a pause each time, and never for the end", () => {
  const { requests, cut, control } = given("SIGQUIT", "SIGQUIT");
  assert.deepEqual(requests, [{ kind: "pause", by: "cli:ada" }, { kind: "pause", by: "cli:ada" }]);
  assert.deepEqual(cut, []);
  assert.equal(control.exitCode, 0);
});

Deno.test("a signal that comes before the loop listens is kept for it", () => {
  const requests: StopRequest[] = [];
  const control = createControl("cli:ada", () => {});
  control.signal("SIGINT");
  control.onRequest((request) => void requests.push(request));
  assert.equal(requests[0]?.kind, "stop");
});
