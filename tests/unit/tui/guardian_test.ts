import assert from "node:assert/strict";
import { enterCodes, leaveCodes } from "../../../tui/escapes.ts";
import { guardianArguments, parseModes, printfNotation } from "../../../tui/guardian.ts";

Deno.test("what stty and tty say is understood, and nonsense is not taken for modes", () => {
  assert.deepEqual(parseModes("/dev/pts/3\n4000:5:bf:a30\n"), {
    tty: "/dev/pts/3",
    modes: "4000:5:bf:a30",
  });
  assert.deepEqual(parseModes("not a tty\n4000:5\n")?.modes, "4000:5");
  for (const text of ["", "/dev/pts/3\n", "/dev/pts/3\nstty: no such device\n"]) {
    assert.equal(parseModes(text), null, text);
  }
});

Deno.test("the leave codes reach the terminal through printf as they are", async () => {
  const codes = `${leaveCodes()}100% \\033 done`;
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", 'printf "$1"', "sh", printfNotation(codes)],
  }).output();
  assert.equal(new TextDecoder().decode(stdout), codes);
});

Deno.test("no control character stands in the guardian's argv", () => {
  const [, , ...words] = guardianArguments({ tty: "/dev/pts/3", modes: "1:2" }, leaveCodes());
  assert.doesNotMatch(words.join(" "), /\p{Cc}/u);
});

Deno.test("every mode that is entered is left, in the reverse order", () => {
  const numbers = (codes: string, end: string) =>
    [...codes.matchAll(/\[\?(\d+)([hl])/g)].filter((match) => match[2] === end || end === "*")
      .map((match) => match[1]);
  const entered = numbers(enterCodes(true), "*");
  const left = numbers(leaveCodes(), "*").filter((number) => number !== "2026");
  assert.deepEqual(left, entered.toReversed());
  assert.ok(entered.length >= 7);
});

interface Ending {
  readonly words: string;
  readonly isRestored: boolean;
}

/** The guardian on a file instead of a terminal: what it wrote there when its pipe ended. */
async function guard(words: string): Promise<string> {
  const tty = await Deno.makeTempFile();
  const child = new Deno.Command("sh", {
    args: guardianArguments({ tty, modes: "1:2" }, "RESTORED"),
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const pipe = child.stdin.getWriter();
  await pipe.write(new TextEncoder().encode(words));
  await pipe.close();
  await child.status;
  const text = await Deno.readTextFile(tty);
  await Deno.remove(tty);
  return text;
}

const endings: readonly Ending[] = [
  { words: "", isRestored: false },
  { words: "arm\n", isRestored: true },
  { words: "arm\nraw\n", isRestored: true },
  { words: "arm\nraw\nout\n", isRestored: false },
  { words: "arm\nraw\nout\narm\nraw\n", isRestored: true },
  { words: "arm\nraw\nbye\n", isRestored: false },
];

for (const { words, isRestored } of endings) {
  Deno.test(`told ${JSON.stringify(words)}, the guardian ${isRestored ? "restores" : "keeps off"}`, async () => {
    assert.equal(await guard(words), isRestored ? "RESTORED" : "");
  });
}
