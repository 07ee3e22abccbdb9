import assert from "node:assert/strict";
import type { Msg } from "../../../tui/msg.ts";
import type { OutputKind } from "../../../tui/output_text.ts";
import type { Screen } from "../../../tui/screen.ts";
import { update } from "../../../tui/update.ts";
import { givenScreen, idOf, implementing, pictureOf, press, runStarted } from "./given_screen.ts";
import "./widths.ts";

type Line = { readonly kind: OutputKind; readonly text: string };

function numbered(from: number, count: number): Line[] {
  return Array.from({ length: count }, (_, at) => ({ kind: "say", text: `line ${from + at}.` }));
}

function said(at: number, lines: readonly Line[]): Msg {
  return { kind: "output", task: idOf(1), at, lines, tail: [] };
}

function page(at: number, count: number, show: number | null, sought = ""): Msg {
  return { kind: "output_page", task: idOf(1), at, lines: numbered(at, count), show, sought };
}

function shown(...msgs: readonly Msg[]): Screen {
  const screen = press(
    givenScreen({ engine: true, facts: [runStarted, ...implementing(idOf(1))] }),
    "o",
    "tab",
  );
  return { ...msgs.reduce(update, screen), requests: [] };
}

/** The numbers of the lines in sight. */
function inSight(screen: Screen): number[] {
  return pictureOf(screen).flatMap((row) => /line (\d+)\./.exec(row)?.slice(1).map(Number) ?? []);
}

function seeks(screen: Screen) {
  return screen.requests.flatMap((one) => one.kind === "seek" ? [one.seek] : []);
}

Deno.test("neither growth nor forgetting nor a resize moves what is looked at", () => {
  const paused = press(shown(said(0, numbered(0, 9_000))), "ctrl+u", "ctrl+u");
  const before = inSight(paused);
  let screen = paused;
  for (let at = 9_000; at < 60_000; at += 1_000) {
    screen = update(screen, said(at, numbered(at, 1_000)));
  }
  assert.deepEqual(inSight(screen), before);
  const wide = update(screen, { kind: "resize", columns: 120, rows: 24 });
  const narrow = update(wide, { kind: "resize", columns: 60, rows: 20 });
  assert.deepEqual([inSight(wide)[0], inSight(narrow)[0]], [before[0], before[0]]);
  assert.match(pictureOf(wide).join("\n"), /line 89\d\d\/60000/);
});

Deno.test("a wrapped line stays at the top when the width changes", () => {
  const long = { kind: "say" as const, text: "word ".repeat(60) };
  const lines = [...numbered(0, 30), long, ...numbered(31, 60)];
  const screen = press(shown(said(0, lines)), "g", ...Array(33).fill("j"));
  assert.equal(screen.output.at.line, 30);
  const wide = update(screen, { kind: "resize", columns: 200, rows: 24 });
  assert.match(pictureOf(wide)[4] ?? "", /word word/);
});

Deno.test("more is read before the edge of what is kept comes into sight", () => {
  const screen = shown(
    ...Array.from({ length: 40 }, (_, n) => said(n * 1000, numbered(n * 1000, 1000))),
  );
  assert.ok((screen.outputs.get(idOf(1))?.forgotten ?? 0) > 10_000);
  const top = press(screen, "g");
  assert.deepEqual(seeks(top), [{ kind: "line", line: 0 }]);
  const there = update(top, page(0, 9_000, 0));
  assert.equal(inSight(there)[0], 0);
  assert.deepEqual(seeks(press(there, "pagedown")), []);
  const bottom = press({ ...there, requests: [] }, "G");
  assert.deepEqual(seeks(bottom), [{ kind: "line", line: 40_000 }]);
  const end = update(bottom, page(30_000, 10_000, 39_999));
  assert.equal(inSight(end).at(-1), 39_999);
  assert.match(pictureOf(end).join("\n"), /following/);
});

Deno.test("a page is asked for once, not with every key", () => {
  const screen = shown(said(0, numbered(0, 30_000)), said(30_000, numbered(30_000, 10)));
  const asked = press(screen, "g");
  assert.deepEqual(seeks(press(asked, "j")), []);
});

Deno.test("what is searched for is found in what is kept, and beyond it asked for", () => {
  const screen = shown(said(0, numbered(0, 40_000)));
  const near = press(screen, "/", ..."39990.", "enter");
  assert.ok(inSight(near).includes(39_990));
  assert.equal(near.output.hit, 39_990);
  const far = press(screen, "/", ..."line 7.", "enter");
  assert.deepEqual(seeks(far).map((seek) => seek.kind), ["text"]);
  const found = update(far, page(0, 9_000, 7, '"line 7."'));
  assert.ok(inSight(found).includes(7));
  const nowhere = update(far, page(0, 0, null, '"line 7."'));
  assert.equal(nowhere.notice?.text, '"line 7." is not here');
  assert.deepEqual(inSight({ ...nowhere, notice: null }), inSight(screen));
});

Deno.test("n and N go round when all of it is kept", () => {
  const lines = [...numbered(0, 50), { kind: "say" as const, text: "needle" }, ...numbered(51, 50)];
  const screen = press(shown(said(0, lines)), "/", ..."needle", "enter");
  assert.equal(screen.output.hit, 50);
  assert.equal(press(screen, "n").output.hit, 50);
  assert.equal(press(screen, "N").output.hit, 50);
  const none = press(screen, "esc", "/", ..."absent", "enter");
  assert.equal(none.notice?.text, '"absent" is not here');
});

Deno.test("! goes from error to error, and says when there is none", () => {
  const lines: Line[] = numbered(0, 200);
  lines[60] = { kind: "error", text: "boom" };
  lines[120] = { kind: "printed", text: "1 test failed" };
  const first = press(shown(said(0, lines)), "g", "!");
  assert.equal(first.output.hit, 60);
  assert.equal(press(first, "!").output.hit, 120);
  assert.equal(press(first, "!", "!").output.hit, 60);
  const none = press(shown(said(0, numbered(0, 5))), "!");
  assert.equal(none.notice?.text, "no error is in this output");
});

Deno.test("told anew, it begins anew", () => {
  const screen = shown(said(0, numbered(0, 100)), said(0, numbered(500, 3)));
  assert.deepEqual(inSight(screen), [500, 501, 502]);
});

Deno.test("outputs of tasks that nobody looks at are let go", () => {
  let screen = givenScreen({ tasks: 30 });
  for (let n = 1; n <= 30; n++) {
    screen = update(screen, {
      kind: "output",
      task: idOf(n),
      at: 0,
      lines: numbered(0, 5),
      tail: [],
    });
  }
  assert.equal(screen.outputs.size, 8);
  assert.ok(screen.outputs.has(idOf(30)));
});
