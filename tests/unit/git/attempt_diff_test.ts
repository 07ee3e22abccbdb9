import assert from "node:assert/strict";
import { commitDiff, isGone } from "../../../src/git/attempt_diff.ts";
import { openGit } from "../../../src/git/git.ts";
import { parsePatch } from "../../../tui/patch.ts";
import { clock, type Given, givenRepository } from "./given_repository.ts";

const MOST = 1 << 20;

function gitOf({ dir, env }: Given) {
  return openGit({ dir, env, clock });
}

Deno.test("an attempt's diff begins where it stems from, not at what landed meanwhile", async () => {
  await using given = await givenRepository({ "a.txt": "a\n" });
  await given.git(given.dir, "checkout", "-q", "-b", "task");
  await given.write(`${given.dir}/new name.txt`, "new\n");
  const work = await given.commit("work");
  await given.git(given.dir, "checkout", "-q", "main");
  await given.write(`${given.dir}/a.txt`, "landed\n");
  const tip = await given.commit("landed");
  const pair = { from: tip, to: work };
  const own = await commitDiff(gitOf(given), { ...pair, fromMergeBase: true }, MOST);
  assert.deepEqual(parsePatch(own.text).files.map((file) => file.path), ["new name.txt"]);
  const all = await commitDiff(gitOf(given), { ...pair, fromMergeBase: false }, MOST);
  assert.deepEqual(parsePatch(all.text).files.map((file) => file.path), ["a.txt", "new name.txt"]);
});

Deno.test("renames, modes, binary and odd names are read from what git really prints", async () => {
  await using given = await givenRepository({
    "moved.txt": "one\ntwo\nthree\nfour\n",
    "gone.txt": "gone\n",
    "tool.sh": "x\n",
  });
  const from = await given.git(given.dir, "rev-parse", "HEAD");
  await Deno.mkdir(`${given.dir}/b`);
  await Deno.rename(`${given.dir}/moved.txt`, `${given.dir}/b/to here.txt`);
  await Deno.remove(`${given.dir}/gone.txt`);
  await Deno.chmod(`${given.dir}/tool.sh`, 0o755);
  await Deno.writeFile(`${given.dir}/bin`, new Uint8Array([0, 1, 2, 0]));
  await given.write(`${given.dir}/tab\t"q" ä.txt`, "q\n");
  await given.write(`${given.dir}/empty`, "");
  const to = await given.commit("changes");
  const { text } = await commitDiff(gitOf(given), { from, to, fromMergeBase: true }, MOST);
  const files = parsePatch(text).files.map((file) =>
    [file.change, file.oldPath, file.path, file.isBinary, file.mode].join(" ")
  ).sort();
  assert.deepEqual(files, [
    "added bin bin true ",
    "added empty empty false ",
    'added tab\t"q" ä.txt tab\t"q" ä.txt false ',
    "changed tool.sh tool.sh false 100644 → 100755",
    "deleted gone.txt gone.txt false ",
    "renamed moved.txt b/to here.txt false ",
  ]);
});

Deno.test("no setting of the repository changes what is read, and none of its programs runs", async () => {
  await using given = await givenRepository({ "a.txt": "a\n" });
  const from = await given.git(given.dir, "rev-parse", "HEAD");
  await given.write(`${given.dir}/a.txt`, "b\n");
  await given.write(`${given.dir}/.gitattributes`, "*.txt diff=evil\n");
  const to = await given.commit("two");
  const trap = `${given.root}/trapped`;
  for (
    const [key, value] of [
      ["diff.noprefix", "true"],
      ["diff.mnemonicPrefix", "true"],
      ["color.ui", "always"],
      ["diff.external", `touch ${trap}; true`],
      ["diff.evil.command", `touch ${trap}; true`],
      ["diff.evil.textconv", `touch ${trap}; cat`],
      ["diff.context", "0"],
    ]
  ) await given.git(given.dir, "config", key ?? "", value ?? "");
  const { text } = await commitDiff(gitOf(given), { from, to, fromMergeBase: false }, MOST);
  const file = parsePatch(text).files.find((each) => each.path === "a.txt");
  assert.deepEqual([file?.added, file?.removed], [1, 1]);
  await assert.rejects(Deno.stat(trap), Deno.errors.NotFound);
});

Deno.test("a huge diff is cut, and says so", async () => {
  await using given = await givenRepository({ "a.txt": "a\n" });
  const from = await given.git(given.dir, "rev-parse", "HEAD");
  await given.write(`${given.dir}/big.txt`, "a line of some length\n".repeat(100_000));
  const to = await given.commit("big");
  const found = await commitDiff(gitOf(given), { from, to, fromMergeBase: false }, 10_000);
  assert.deepEqual([found.isCut, found.text.length], [true, 10_000]);
  assert.equal(parsePatch(found.text, true).files[0]?.path, "big.txt");
});

Deno.test("commits without a common beginning are compared as they are; those that are gone are told", async () => {
  await using given = await givenRepository({ "a.txt": "a\n" });
  const from = await given.git(given.dir, "rev-parse", "HEAD");
  await given.git(given.dir, "checkout", "-q", "--orphan", "other");
  await given.write(`${given.dir}/a.txt`, "b\n");
  const to = await given.commit("other");
  const { text } = await commitDiff(gitOf(given), { from, to, fromMergeBase: true }, MOST);
  assert.equal(parsePatch(text).files.length, 1);
  const gone = { from, to: "f".repeat(40), fromMergeBase: true };
  await assert.rejects(commitDiff(gitOf(given), gone, MOST), (error) => isGone(error));
  await assert.rejects(
    commitDiff(gitOf(given), { from: "--output=x", to, fromMergeBase: false }, MOST),
    /Cannot compare/,
  );
});
