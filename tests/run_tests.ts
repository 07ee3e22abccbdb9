// Runs the project's own checks: `ok` (format, lint, types, unit tests), `e2e`, or both, as `deno task test` does.
// Its last line is the sum over all of them; nothing run, or nothing counted, is a failure.
import { fileURLToPath } from "node:url";
import { longest } from "./longest.ts";
import { missingTools } from "./missing_tools.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const MOST_RED_FILES = 3;
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
  e2e: () => tests("tests/e2e"),
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
    const red = redFilesIn(await Deno.readTextFile(report));
    if (await passAlone(red)) {
      return { ...counted, passed: counted.passed + counted.failed, failed: 0 };
    }
    return { ...counted, failed: Math.max(1, counted.failed) };
  } finally {
    await Deno.remove(report);
  }
}

/** A few red files are run once more, alone: what only fails beside others is said, and is no failure. */
async function passAlone(files: readonly string[]): Promise<boolean> {
  if (files.length === 0 || files.length > MOST_RED_FILES) return false;
  console.log(`red beside others, run again alone: ${files.join(", ")}`);
  const options = ["--no-check", "--preload=./tests/fixed_seeds.ts", ...PERMISSIONS];
  return (await run(["test", ...options, ...files])).success;
}

function redFilesIn(report: string): readonly string[] {
  const suites = [...report.matchAll(/<testsuite name="([^"]+)"[^>]*>/g)];
  return suites.flatMap(([tag, name]) => /errors="0" failures="0"/.test(tag) ? [] : [name ?? ""]);
}

/** Shows the output as it comes and keeps its last line, such as `ok | 5 passed | 0 failed (2s)`. */
async function run(
  args: readonly string[],
): Promise<{ readonly success: boolean; readonly summary: string }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
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
