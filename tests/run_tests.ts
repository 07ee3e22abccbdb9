// Runs the project's own checks: `ok` (format, lint, types, unit tests), `e2e`, or both, as `deno task test` does.
// Its last line is the sum over all of them; nothing run, or nothing counted, is a failure.
import { fileURLToPath } from "node:url";
import { longest } from "./longest.ts";
import { missingTools } from "./missing_tools.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** More than there are cores: much of what the tests run waits, for a time limit or for another process. */
const JOBS = navigator.hardwareConcurrency + 2;
/** These first, so that the end is not one long file on one core. */
const LONGEST = [
  "misbehaviours",
  "crash_random",
  "crash_failpoints",
  "timeouts",
  "crash_commands",
  "crash_recovery",
  "crash_trouble",
  "crash_waiting",
  "screen_deaths",
  "agents",
  "landing",
  "limits",
];
const PERMISSIONS = [
  "--no-prompt",
  "--allow-read",
  "--allow-write",
  "--allow-run",
  "--allow-env",
  "--allow-net=127.0.0.1",
  "--allow-sys=hostname",
];

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const GROUPS: Readonly<Record<string, () => Promise<Counts>>> = {
  ok: async () =>
    sum([
      await check("fmt", "--check", "--quiet"),
      await check("lint", "--quiet"),
      await check("check", "--quiet", "main.ts", "src", "tui", "tests"),
      await tests("tests/unit", "tests/architecture_test.ts"),
    ]),
  e2e: () => tests(...endToEnd()),
};

const asked = Deno.args.length > 0 ? Deno.args : Object.keys(GROUPS);
const missing = missingTools();
if (missing.length > 0) {
  console.log(`not installed: ${missing.join(", ")}; the tests that need them are skipped`);
}
const counts: Counts[] = [];
for (const name of asked) {
  const group = GROUPS[name];
  if (!group) {
    console.error(`Cannot test "${name}": expected ${Object.keys(GROUPS).join(" or ")}`);
    Deno.exit(2);
  }
  counts.push(await group());
}
if (asked.includes("ok")) console.log(longest(ROOT));
const { passed, failed, skipped } = sum(counts);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
Deno.exit(failed > 0 || passed === 0 ? 1 : 0);

function sum(all: readonly Counts[]): Counts {
  return all.reduce((left, right) => ({
    passed: left.passed + right.passed,
    failed: left.failed + right.failed,
    skipped: left.skipped + right.skipped,
  }), { passed: 0, failed: 0, skipped: 0 });
}

function endToEnd(): readonly string[] {
  const names = [...Deno.readDirSync(`${ROOT}/tests/e2e`)].map((entry) => entry.name)
    .filter((name) => name.endsWith("_test.ts")).sort();
  const first = LONGEST.map((name) => `${name}_test.ts`);
  return [...first, ...names.filter((name) => !first.includes(name))]
    .map((name) => `tests/e2e/${name}`);
}

/** A check has no tests to count: red, it is one failure. */
async function check(...args: readonly string[]): Promise<Counts> {
  const startedAt = performance.now();
  const child = new Deno.Command(Deno.execPath(), { args: [...args], cwd: ROOT, stdin: "null" });
  const { success } = await child.spawn().status;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`deno ${args[0]}: ${success ? "ok" : "FAILED"} (${seconds} s)`);
  return { passed: 0, failed: success ? 0 : 1, skipped: 0 };
}

async function tests(...paths: readonly string[]): Promise<Counts> {
  const report = await Deno.makeTempFile({ prefix: "spec-tui-tests-", suffix: ".xml" });
  try {
    const args = [
      "test",
      "--no-check",
      "--parallel",
      "--preload=./tests/fixed_seeds.ts",
      `--junit-path=${report}`,
      ...PERMISSIONS,
      ...paths,
    ];
    const { success, summary } = await run(args);
    for (const name of skippedIn(await Deno.readTextFile(report))) console.log(`skipped: ${name}`);
    const counted = countsIn(summary);
    if (success && counted.passed > 0) return counted;
    return { ...counted, failed: Math.max(1, counted.failed) };
  } finally {
    await Deno.remove(report);
  }
}

/** Shows the output as it comes and keeps its last line, such as `ok | 5 passed | 0 failed (2s)`. */
async function run(
  args: readonly string[],
): Promise<{ readonly success: boolean; readonly summary: string }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: ROOT,
    env: { NO_COLOR: "1", DENO_JOBS: Deno.env.get("DENO_JOBS") ?? String(JOBS) },
    stdin: "null",
    stdout: "piped",
  }).spawn();
  let tail = "";
  const decoder = new TextDecoder();
  for await (const bytes of child.stdout) {
    for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
    tail = (tail + decoder.decode(bytes, { stream: true })).slice(-4096);
  }
  const { success } = await child.status;
  return {
    success,
    summary: tail.split("\n").findLast((line) => /^(ok|FAILED) \| /.test(line)) ?? "",
  };
}

function countsIn(summary: string): Counts {
  const count = (word: string) =>
    Number(new RegExp(`\\| (\\d+) ${word}\\b`).exec(summary)?.[1] ?? 0);
  return { passed: count("passed"), failed: count("failed"), skipped: count("ignored") };
}

function skippedIn(junit: string): readonly string[] {
  const cases = junit.matchAll(/<testcase name="([^"]*)"[^>]*>\s*<skipped\/>/g);
  return [...cases].map(([, name = ""]) => plain(name));
}

function plain(text: string): string {
  const marks: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'" };
  return text.replace(/&(lt|gt|quot|apos);/g, (_, name: string) => marks[name] ?? "")
    .replaceAll("&amp;", "&");
}
