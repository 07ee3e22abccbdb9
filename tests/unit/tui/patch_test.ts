import assert from "node:assert/strict";
import fc from "fast-check";
import { type FilePatch, parsePatch } from "../../../tui/patch.ts";
import "./widths.ts";

const changed = `diff --git a/src/sum.ts b/src/sum.ts
index 1111111..2222222 100644
--- a/src/sum.ts
+++ b/src/sum.ts
@@ -1,4 +1,5 @@ export function sum
 one
-two
+2
+2.5
 three

@@ -10 +11,0 @@
-ten
\\ No newline at end of file
`;

function one(text: string): FilePatch {
  const { files } = parsePatch(text);
  assert.equal(files.length, 1);
  const [file] = files;
  assert.ok(file);
  return file;
}

Deno.test("a changed file has its hunks, and each line its numbers", () => {
  const file = one(changed);
  assert.deepEqual(
    [file.path, file.oldPath, file.change, file.added, file.removed],
    ["src/sum.ts", "src/sum.ts", "changed", 2, 2],
  );
  const [first, second] = file.hunks;
  assert.deepEqual([first?.heading, first?.range], ["export function sum", "-1,4 +1,5"]);
  assert.deepEqual(first?.lines.map(({ kind, text, old, now }) => [kind, text, old, now]), [
    ["same", "one", 1, 1],
    ["removed", "two", 2, null],
    ["added", "2", null, 2],
    ["added", "2.5", null, 3],
    ["same", "three", 3, 4],
    ["same", "", 4, 5],
  ]);
  assert.deepEqual(second?.lines.map(({ kind, text }) => [kind, text]), [
    ["removed", "ten"],
    ["note", "No newline at end of file"],
  ]);
});

Deno.test("new, deleted, renamed and copied files, modes and binary ones are told apart", () => {
  const head = (more: string) => one(`diff --git a/old name b/old name\n${more}`);
  const added = head("new file mode 100755\nindex 0000000..1\n--- /dev/null\n+++ b/old name\t\n");
  assert.deepEqual([added.change, added.path, added.oldPath], ["added", "old name", "old name"]);
  const deleted = head(
    "deleted file mode 100644\n--- a/old name\t\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n",
  );
  assert.deepEqual([deleted.change, deleted.path, deleted.removed], ["deleted", "old name", 1]);
  const moved = one(
    "diff --git a/a.txt b/b c.txt\nsimilarity index 90%\nrename from a.txt\nrename to b c.txt\n",
  );
  assert.deepEqual([moved.change, moved.oldPath, moved.path], ["renamed", "a.txt", "b c.txt"]);
  const copied = one("diff --git a/a b/c\ncopy from a\ncopy to c\n");
  assert.deepEqual([copied.change, copied.oldPath, copied.path], ["copied", "a", "c"]);
  assert.equal(head("old mode 100644\nnew mode 100755\n").mode, "100644 → 100755");
  const binary = head("index 1..2 100644\nBinary files a/old name and b/old name differ\n");
  assert.deepEqual([binary.isBinary, binary.path, binary.hunks], [true, "old name", []]);
});

Deno.test("names that git quotes are read back", () => {
  const file = one(
    'diff --git "a/tab\\there.txt" "b/tab\\there.txt"\nnew file mode 100644\n--- /dev/null\n' +
      '+++ "b/tab\\there.txt"\n@@ -0,0 +1 @@\n+x\n',
  );
  assert.equal(file.path, "tab\there.txt");
  const mode = one('diff --git "a/\\303\\244\\"b" "b/\\303\\244\\"b"\nold mode 1\nnew mode 2\n');
  assert.equal(mode.path, 'ä"b');
});

Deno.test("lines that look like headers belong to their hunk", () => {
  const file = one(
    "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n--- a/fake\n+++ b/fake\n diff --git a/y b/y\n @@ -1 +1 @@\n",
  );
  assert.equal(file.path, "x");
  assert.deepEqual(file.hunks[0]?.lines.map((line) => line.text), [
    "-- a/fake",
    "++ b/fake",
    "diff --git a/y b/y",
    "@@ -1 +1 @@",
  ]);
});

Deno.test("a diff that was cut says so, and leaves out the line that broke off", () => {
  const patch = parsePatch(changed.slice(0, changed.indexOf("2.5") + 1), true);
  assert.equal(patch.isCut, true);
  assert.equal(patch.files[0]?.added, 1);
});

Deno.test("nothing makes the parser throw, and every file has a name of its own text", () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom("diff --git a/x b/x", "@@ -1,2 +1,2 @@", "+++ b/x", "--- a/x", "rename from x"),
    fc.constantFrom(
      'diff --git "a/x" "b/x"',
      'diff --git "',
      "diff --git ",
      "@@ -9999 +1 @@",
      "\\",
    ),
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
    for (const file of parsePatch(pieces.join("\n")).files) {
      assert.equal(typeof file.path, "string");
      assert.ok(file.added >= 0 && file.removed >= 0);
    }
  }));
});
