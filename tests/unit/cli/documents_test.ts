import assert from "node:assert/strict";
import { createCall } from "../../../src/cli/call.ts";
import { promisedDocument } from "../../../src/cli/cli.ts";
import { describeFailure, failureDocument, failureLines } from "../../../src/cli/failure.ts";
import { VERBS } from "../../../src/cli/verbs.ts";
import type { World } from "../../../src/cli/world.ts";
import { UserError } from "../../../src/host/user_error.ts";
import { GitFailure, GitRefused } from "../../../src/git/git.ts";
import { FenceLost, StoreFailed, StoreRefused } from "../../../src/store/errors.ts";
import { matchesGolden } from "./golden.ts";
import { CONFIG, type Folder, givenFolder, SPEC } from "./given_world.ts";

/** Exactly one document, whatever happened. */
function document(out: string): unknown {
  assert.ok(out.endsWith("\n"));
  return JSON.parse(out);
}

const WITHOUT_AGENT = CONFIG.replace(/sh \/.*fast_agent.sh/, "no-such-program-xyz");
const FAILING: readonly {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
  readonly code: number;
}[] = [
  { name: "no-spec", files: { "spec-tui.config.yaml": CONFIG }, argv: ["run"], code: 2 },
  {
    name: "invalid-spec",
    files: {
      "spec/tasks.md": SPEC.replace("[TASK-001]", "[TASK-009]"),
      "spec-tui.config.yaml": CONFIG,
    },
    argv: ["run", "--all"],
    code: 2,
  },
  {
    name: "bad-config",
    files: { "spec/tasks.md": SPEC, "spec-tui.config.yaml": "max_retires: 2\n" },
    argv: ["run", "--all"],
    code: 2,
  },
  {
    name: "bad-flag",
    files: { "spec/tasks.md": SPEC, "spec-tui.config.yaml": CONFIG },
    argv: ["run", "--jobs", "many"],
    code: 2,
  },
  {
    name: "unknown-option",
    files: { "spec/tasks.md": SPEC },
    argv: ["run", "--jbos", "1"],
    code: 2,
  },
  {
    name: "unknown-task",
    files: { "spec/tasks.md": SPEC, "spec-tui.config.yaml": CONFIG },
    argv: ["run", "--task", "task-02"],
    code: 2,
  },
  {
    name: "open-needs",
    files: { "spec/tasks.md": SPEC, "spec-tui.config.yaml": CONFIG },
    argv: ["run", "--task", "TASK-002"],
    code: 2,
  },
  {
    name: "unknown-milestone",
    files: { "spec/tasks.md": SPEC, "spec-tui.config.yaml": CONFIG },
    argv: ["run", "--milestone", "Beginning"],
    code: 2,
  },
  {
    name: "task-and-all",
    files: { "spec/tasks.md": SPEC, "spec-tui.config.yaml": CONFIG },
    argv: ["run", "--task", "TASK-001", "--all"],
    code: 2,
  },
  {
    name: "not-built",
    files: { "spec/tasks.md": SPEC, "spec-tui.config.yaml": CONFIG },
    argv: ["run", "--hitl-review"],
    code: 2,
  },
  {
    name: "agent-missing",
    files: {
      "spec/tasks.md": SPEC,
      "spec-tui.config.yaml": WITHOUT_AGENT.replace("command_template", "command"),
    },
    argv: ["run", "--all"],
    code: 3,
  },
];

function withoutFolder(text: string, folder: Folder): string {
  return text.replaceAll(folder.root, "PROJECT");
}

for (const { name, files, argv, code } of FAILING) {
  Deno.test(`${argv.join(" ")} (${name}) ends with ${code} and says why, on each kind of output`, async () => {
    await using folder = await givenFolder(files);
    const plain = await folder.run(...argv);
    assert.equal(plain.code, code, plain.err);
    assert.equal(plain.out, "");
    await matchesGolden(`errors/${name}.txt`, withoutFolder(plain.err, folder));
    for (const flag of ["--json-result", "--json"]) {
      const said = await folder.run(...argv, flag);
      assert.equal(said.code, code);
      const result = document(said.out) as { tasks: unknown; message: string };
      assert.deepEqual(Object.keys(result).sort(), ["message", "tasks"]);
      assert.deepEqual(result.tasks, []);
      assert.ok(plain.err.includes(result.message.split("\n")[0] ?? "?"), result.message);
    }
    const dry = await folder.run(...argv, "--dry-run");
    const planned = document(dry.out) as { dry_run: boolean };
    assert.equal(planned.dry_run, true);
  });
}

Deno.test("any other verb's failure under --json is an error object that holds the exit code", async () => {
  await using folder = await givenFolder({ "spec-tui.config.yaml": CONFIG });
  const { code, out, err } = await folder.run("status", "--json");
  assert.equal(code, 2);
  const { error } = document(out) as { error: Record<string, unknown> };
  assert.deepEqual(Object.keys(error), ["message", "hint", "exit_code"]);
  assert.equal(error.exit_code, 2);
  assert.ok(err.includes(String(error.message)));
});

Deno.test("--json-result promises its document before or after the verb, and not after --", () => {
  assert.equal(promisedDocument(["--json-result", "run"]), "result");
  assert.equal(promisedDocument(["run", "--json"], "run"), "result");
  assert.equal(promisedDocument(["run", "--dry-run"], "run"), "dry_run");
  assert.equal(promisedDocument(["run", "--dry-run", "--json"], "run"), "dry_run");
  assert.equal(promisedDocument(["gc", "--dry-run"], "gc"), null);
  assert.equal(promisedDocument(["--spec-prefix", "run", "status", "--json"], "status"), "other");
  assert.equal(promisedDocument(["answer", "A-1", "--", "--json"], "answer"), null);
  assert.equal(promisedDocument(["status"], "status"), null);
});

const FAULTS: readonly (readonly [string, unknown, number, boolean])[] = [
  ["a user's mistake", new UserError("Cannot run: no", { hint: "do" }), 2, false],
  ["a refusal", new UserError("Cannot run: no", { exitCode: 3 }), 3, false],
  ["a refusal of the store", new StoreRefused("Cannot open: newer", "update"), 3, false],
  ["a repository that changed", new GitRefused("Cannot go on: no", "do"), 3, false],
  ["git that fails", new GitFailure(["log"], 128, "fatal: no"), 3, false],
  ["a full disk", new StoreFailed("full", "Cannot write: full"), 3, false],
  ["a lost fence", new FenceLost("Cannot append"), 3, false],
  ...["EROFS", "EACCES", "ENOSPC", "EDQUOT", "EMFILE", "ENFILE", "EIO"].map((code) =>
    [
      `a system that says ${code}`,
      Object.assign(new Error("mkdir 'x'"), { code }),
      3,
      false,
    ] as const
  ),
  ["a file that is missing", Object.assign(new Error("open 'x'"), { code: "ENOENT" }), 70, true],
  ["a bug", new TypeError("x is not a function"), 70, true],
  ["something thrown that is no error", "oops", 70, false],
];
for (const [what, error, code, hasStack] of FAULTS) {
  Deno.test(`${what} ends with ${code}${hasStack ? " and keeps its stack" : ", without a stack"}`, () => {
    const failed = describeFailure(error);
    assert.equal(failed.exitCode, code);
    assert.equal(/\n +at /.test(failureLines(failed)), hasStack);
    for (const kind of ["result", "dry_run", "other"] as const) {
      assert.ok(document(`${failureDocument(failed, kind)}\n`));
    }
  });
}

Deno.test("what an error quotes cannot steer the terminal", () => {
  const failed = describeFailure(
    new UserError('Cannot find "\x1b[2J\x1b]0;t\x07"', { hint: "\x9b2J" }),
  );
  for (const mark of "\x1b\x9b\x07") assert.ok(!failureLines(failed).includes(mark));
  assert.doesNotMatch(failureDocument(failed, "result"), /\\u001b/);
});

Deno.test("a second document is not printed", () => {
  let out = "";
  const [verb] = VERBS;
  assert.ok(verb);
  const world = { environment: {}, out: (text: string) => void (out += text) } as unknown as World;
  const parsed = { verb, arguments: new Map(), options: new Map() };
  const { call, hasDocument } = createCall(world, parsed);
  assert.equal(hasDocument(), false);
  call.document("1");
  call.document("2");
  assert.deepEqual([out, hasDocument()], ["1\n", true]);
});
