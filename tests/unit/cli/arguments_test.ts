import assert from "node:assert/strict";
import { flagsOf } from "../../../src/cli/call.ts";
import { parseArguments } from "../../../src/cli/program.ts";
import { COMMON_OPTIONS } from "../../../src/cli/options.ts";
import type { OptionRow } from "../../../src/cli/verb.ts";
import { VERBS } from "../../../src/cli/verbs.ts";
import { say } from "./given_world.ts";

function parse(...argv: readonly string[]) {
  const parsing = parseArguments(VERBS, argv, 100);
  assert.equal(parsing.kind, "verb", JSON.stringify(parsing));
  if (parsing.kind !== "verb") throw new Error("unreachable");
  return parsing;
}

function words(option: OptionRow): string[] {
  if (option.value === undefined) return [`--${option.name}`];
  return [`--${option.name}`, option.choices?.[0] ?? "x"];
}

for (const option of COMMON_OPTIONS) {
  Deno.test(`--${option.name} means the same before and after the verb`, () => {
    const before = parse(...words(option), "status");
    const after = parse("status", ...words(option));
    assert.ok(before.options.has(option.name));
    assert.deepEqual(before.options, after.options);
    assert.equal(before.verb.name, "status");
    const inGroup = parse("task", ...words(option), "list");
    assert.deepEqual(inGroup.options, after.options);
  });
}

Deno.test("a flag that was not given is absent, so that config keeps its word", () => {
  const flags = flagsOf(parse("run", "--all").options);
  for (const [name, value] of Object.entries(flags)) assert.equal(value, undefined, name);
});

Deno.test("a switch says off, a value its text, --set all its assignments", () => {
  const { options } = parse("--no-tests", "run", "--budget=2.5", "--set", "a=1", "--set", "b=2");
  const flags = flagsOf(options);
  assert.equal(flags.tests, false);
  assert.equal(flags.review, undefined);
  assert.equal(flags.budget, "2.5");
  assert.deepEqual(flags.set, ["a=1", "b=2"]);
});

Deno.test("the later of two values wins, wherever it stands", () => {
  assert.equal(flagsOf(parse("--jobs", "1", "run", "--jobs", "4").options).jobs, "4");
});

Deno.test("--task takes one word each time and does not swallow the next", () => {
  const { options, verb } = parse("run", "-t", "A-1,A-2", "--task", "A-3", "--all");
  assert.deepEqual(options.get("task"), ["A-1,A-2", "A-3"]);
  assert.ok(options.has("all"));
  assert.equal(verb.name, "run");
});

Deno.test("text after -- is text, whatever it begins with", () => {
  const parsed = parse("answer", "TASK-001", "--", "--json", "is", "fine");
  assert.deepEqual(parsed.arguments.get("text"), ["--json", "is", "fine"]);
  assert.equal(parsed.options.has("json"), false);
});

Deno.test("`task ls` is `task list`, and `budget` alone is not `budget raise`", () => {
  assert.equal(parse("task", "ls").verb.name, "task list");
  assert.equal(parse("budget").verb.name, "budget");
  assert.equal(parse("budget", "raise", "2").verb.name, "budget raise");
});

const WRONG: readonly (readonly [string, readonly string[], RegExp])[] = [
  ["an unknown verb", ["stauts"], /did you mean status\?/],
  ["an unknown verb of a group", ["task", "shwo"], /did you mean show\?/],
  ["an unknown option", ["run", "--jbos", "3"], /did you mean --jobs\?/],
  ["an unknown option before the verb", ["--bugdet", "1", "status"], /did you mean --budget\?/],
  ["a missing value", ["run", "--jobs"], /argument missing/],
  ["a missing argument", ["why"], /missing required argument 'task'/],
  ["a missing argument of a group's verb", ["task", "show"], /`spec-tui task show --help`/],
  ["an argument too many", ["status", "now"], /status takes no word, found 'now'/],
  ["a second argument too many", ["why", "A-1", "A-2"], /why takes one word, found also 'A-2'/],
  ["a task where an option is meant", ["run", "A-1"], /did you mean --task A-1\?/],
  [
    "a word that is no choice",
    ["completions", "tcsh"],
    /line: 'shell' is one of bash, zsh, fish \(found 'tcsh'\)\n/,
  ],
  [
    "a value that is no choice",
    ["costs", "--sort", "size"],
    /line: option '--sort' is one of id, cost, tokens, name \(found 'size'\)\n/,
  ],
  ["help about no verb", ["help", "statsu"], /unknown command 'statsu'\n {2}did you mean status\?/],
  ["help about no verb of a group", ["help", "task", "nope"], /`spec-tui task --help`/],
  ["--help of no verb", ["stauts", "--help"], /did you mean status\?/],
  ["--json where there is none", ["completions", "bash", "--json"], /has no --json/],
];
for (const [what, argv, pattern] of WRONG) {
  Deno.test(`${what} ends with 2 and says what to do`, async () => {
    const { code, out, err } = await say(argv);
    assert.equal(code, 2);
    assert.match(err, pattern);
    assert.match(err, /^Cannot read the command line: /);
    assert.doesNotMatch(err, /^ +at /m);
    if (!argv.includes("--json")) assert.equal(out, "");
  });
}

Deno.test("help VERB is VERB --help, groups included", async () => {
  for (const path of [["run"], ["task"], ["task", "list"], ["task", "ls"], ["budget", "raise"]]) {
    const asked = await say(["help", ...path]);
    assert.deepEqual(asked, await say([...path, "--help"]), path.join(" "));
    assert.equal(asked.code, 0);
  }
  assert.deepEqual(await say(["task", "help", "list"]), await say(["task", "list", "--help"]));
});

Deno.test("a choice may be written in any case", () => {
  assert.deepEqual(parse("run", "--log-level=DEBUG").options.get("log-level"), ["debug"]);
  assert.deepEqual(parse("task", "list", "-s", "DONE").options.get("status"), ["done"]);
});

for (const verb of ["plan", "verify", "audit", "report", "mcp", "init", "review", "pr"]) {
  Deno.test(`spec-runner's ${verb} says that it is not built, whatever its words`, async () => {
    const { code, err } = await say([verb, "some words", "--strict", "--task", "A-1"]);
    assert.equal(code, 2);
    assert.match(err, /it is not built yet/);
  });
}

Deno.test("--version and -V print name and version and nothing else", async () => {
  for (const argv of [["--version"], ["-V"], ["status", "--version"]]) {
    const { code, out, err } = await say(argv);
    assert.equal(code, 0);
    assert.match(out, /^spec-tui \d+\.\d+\.\d+\n$/);
    assert.equal(err, "");
  }
});

Deno.test("the -- that `deno task demo -- --no-tui` hands on is no argument", () => {
  const { verb, options } = parse("demo", "--", "--no-tui");
  assert.equal(verb.name, "demo");
  assert.ok(options.has("no-tui"));
  assert.equal(parseArguments(VERBS, ["run", "--", "x"], 100).kind, "wrong");
});

for (const verb of VERBS.filter((each) => !each.isGroup && !each.takesAnything)) {
  for (const option of verb.options) {
    Deno.test(`--${option.name} means the same before ${verb.name} and behind it`, () => {
      const needed = verb.arguments.filter((row) => row.isRequired)
        .map((row) => row.choices?.[0] ?? "1");
      const call = [...verb.name.split(" "), ...needed];
      const before = parse(...words(option), "--jobs", "2", ...call);
      const behind = parse(...call, "--jobs", "2", ...words(option));
      assert.equal(before.verb.name, verb.name);
      assert.ok(before.options.has(option.name));
      assert.deepEqual([before.options, before.arguments], [behind.options, behind.arguments]);
    });
  }
}

Deno.test("a value before the verb is no verb, and what is not known is said as it was written", () => {
  assert.deepEqual(parse("--task", "run", "-a", "run").options.get("task"), ["run"]);
  assert.deepEqual(parse("--task=status", "run").options.get("task"), ["status"]);
  for (const wrong of [["--nope", "run"], ["--all", "status"], ["--task", "run"], ["--all"]]) {
    const parsing = parseArguments(VERBS, wrong, 100);
    assert.ok(parsing.kind === "wrong", wrong.join(" "));
    assert.ok(parsing.message.includes(wrong[0] ?? "?"), parsing.message);
  }
});
