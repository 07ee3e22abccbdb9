import assert from "node:assert/strict";
import { diffRows } from "../../../tui/diff_rows.ts";
import { unicodeGlyphs } from "../../../tui/glyphs.ts";
import { parsePatch } from "../../../tui/patch.ts";
import { lineText, lineWidth } from "../../../tui/spans.ts";
import "./widths.ts";

function pictureOf(text: string, columns: number, isSideBySide = false, isCut = false): string[] {
  const rows = diffRows(parsePatch(text, isCut), columns, isSideBySide, unicodeGlyphs);
  return Array.from({ length: rows.total }, (_, at) => {
    assert.ok(lineWidth(rows.line(at)) <= columns, lineText(rows.line(at)));
    return lineText(rows.line(at)).trimEnd();
  });
}

const text = `diff --git a/sum.ts b/sum.ts
--- a/sum.ts
+++ b/sum.ts
@@ -1,3 +1,4 @@ function
 keep
-was here
+is here
+and here, where the line is so long that it goes on below
 last
diff --git a/logo.png b/logo.png
new file mode 100644
Binary files /dev/null and b/logo.png differ
`;

Deno.test("one below the other: files first, then each with its lines and numbers", () => {
  assert.deepEqual(
    pictureOf(text, 60),
    [
      "M sum.ts                                               +2 -1",
      "A logo.png                                            binary",
      "",
      "M sum.ts ───────────────────────────────────────────── +2 -1",
      "@@ -1,3 +1,4 @@ function",
      "  1   1   keep",
      "  2     - was here",
      "      2 + is here",
      "      3 + and here, where the line is so long that it goes",
      "          on below",
      "  3   4   last",
      "",
      "A logo.png ──────────────────────────────── new file  binary",
      "Binary contents differ.",
    ].map((row) => row.slice(0, 60)),
  );
});

Deno.test("side by side: what was removed stands beside what came in its place", () => {
  assert.deepEqual(pictureOf(text, 80, true).slice(4, 10), [
    "@@ -1,3 +1,4 @@ function",
    "  1   keep                             │   1   keep",
    "  2 - was here                         │   2 + is here",
    "                                       │   3 + and here, where the line is so",
    "                                       │       long that it goes on below",
    "  3   last                             │   4   last",
  ]);
});

Deno.test("a narrow pane leaves the numbers out", () => {
  assert.ok(pictureOf(text, 40).includes("- was here"));
});

Deno.test("control and direction signs are named, not obeyed", () => {
  const evil = "+evil\rgood\x1b[31m\u202ered\x07";
  const shown = pictureOf(
    `diff --git a/x b/x\nnew file mode 100644\n--- /dev/null\n+++ b/x\n@@ -0,0 +1,2 @@\n${evil}\n+dos\r\n`,
    100,
  ).join("\n");
  assert.match(shown, /evil\^Mgood<U\+001B>\[31m<U\+202E>red<U\+0007>/);
  assert.match(shown, /dos\^M/);
});

Deno.test("empty files, pure renames and modes say what there is to say", () => {
  const empty = pictureOf("diff --git a/e b/e\nnew file mode 100644\n", 50);
  assert.deepEqual(empty.slice(1), ["It is empty."]);
  const moved = pictureOf(
    "diff --git a/e b/f\nsimilarity index 100%\nrename from e\nrename to f\nold mode 1\nnew mode 2\n",
    60,
  );
  assert.match(moved[0] ?? "", /^R e → f ─+ renamed, mode 1 → 2 {2}\+0 -0$/);
  assert.equal(moved[1], "Its contents are the same.");
});

Deno.test("a diff that was cut says so at its end", () => {
  assert.match(pictureOf(text, 80, false, true).at(-1) ?? "", /only its first 2 MB/);
});
