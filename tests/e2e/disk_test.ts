// P1, P8, P13: a disk that is full or may not be written to. The run ends with 3 and says so, nothing of the user's
// is harmed, what was recorded is safe, and once there is room the next run goes on from there.
import assert from "node:assert/strict";
import { join } from "node:path";
import { noProcessLeft } from "./kit/assertions.ts";
import {
  assertWhole,
  createCrashProject,
  finish,
  forEachOf,
  type Mode,
  type Result,
  resultOf,
  RUN,
} from "./kit/crash.ts";
import { agentCalls, facts } from "./kit/observe.ts";
import { commandLine, type Ended, runProgram } from "./kit/program.ts";
import type { Project } from "./kit/project.ts";

const NAMESPACE = ["unshare", "--map-root-user", "--mount"];
const canMount = await new Deno.Command("unshare", {
  args: [...NAMESPACE.slice(1), "sh", "-c", "mount -t tmpfs tmpfs /mnt"],
  stderr: "null",
}).output().then(({ success }) => success, () => false);
// What is mounted is seen inside only: what was written there is brought out at the end.
const SMALL = `d=$1 size=$2; shift 2; mkdir -p "$d.kept" "$d"; cp -a "$d/." "$d.kept"
mount -t tmpfs -o "size=$size" tmpfs "$d" && cp -a "$d.kept/." "$d" || exit 99
"$@"; code=$?
rm -rf "$d.kept"; cp -a "$d" "$d.kept"; umount -l "$d"; rm -rf "$d"; mv "$d.kept" "$d"; exit $code`;
const READ_ONLY = `d=$1; shift 2; mkdir -p "$d"
mount --bind "$d" "$d" && mount -o remount,ro,bind "$d" || exit 99
"$@"`;

async function within(
  script: string,
  folder: string,
  size: string,
  project: Project,
  words: readonly string[],
): Promise<Ended> {
  const program = [...NAMESPACE, "sh", "-c", script, "sh", folder, size, ...await commandLine()];
  const ended = await runProgram(project, words, { program });
  assert.notEqual(ended.code, 99, `nothing could be mounted\n${ended.stderr}`);
  return ended;
}

const SIZES = ["160k", "200k", "240k", "280k", "320k"];

Deno.test({
  name: "P1 P13: a disk that fills up under the log ends the run with 3, and the next goes on",
  ignore: !canMount,
  fn: async () => {
    const undisturbed = await undisturbedResult();
    const codes: number[] = [];
    await forEachOf(SIZES, (size) => size, async (size) => {
      const crash = await createCrashProject();
      await using project = crash.project;
      const state = join(project.repository, ".git/spec-tui");
      const ended = await within(SMALL, state, size, project, RUN);
      codes.push(ended.code);
      await noProcessLeft(project);
      if (ended.code !== 0) {
        assert.equal(ended.code, 3, ended.stderr);
        assert.match(ended.stderr, /the disk is full|No space left/);
        assert.match(ended.stderr, /free some disk space/);
      }
      await finish(project);
      await assertWhole(crash, undisturbed);
    });
    assert.ok(codes.includes(3), `some were too small (found ${codes})`);
  },
});

Deno.test({
  name: "P13: a state folder that may not be written to is refused before anything is paid for",
  ignore: !canMount,
  fn: async () => {
    for (const when of ["first run", "later one"]) {
      const { project: made } = await createCrashProject();
      await using project = made;
      if (when === "later one") await finish(project);
      const before = [await facts(project), await agentCalls(project)];
      const state = join(project.repository, ".git/spec-tui");
      const ended = await within(READ_ONLY, state, "", project, RUN);
      assert.equal(ended.code, 3, ended.stderr);
      assert.doesNotMatch(ended.stderr, /internal fault/);
      const status = await within(READ_ONLY, state, "", project, ["status"]);
      assert.equal(status.code, 0, status.stderr);
      assert.deepEqual([await facts(project), await agentCalls(project)], before);
    }
  },
});

Deno.test({
  name:
    "P13: where slots can't be made for want of room nothing is paid for, nothing lands, and the next run goes on",
  ignore: !canMount,
  fn: async () => {
    const config = { worktree: { root: "../slots" }, max_retries: 1 };
    const undisturbed = await undisturbedResult(config);
    const crash = await createCrashProject({ config });
    await using project = crash.project;
    const slots = join(project.repository, "../slots");
    const ended = await within(SMALL, slots, "4k", project, RUN);
    assert.equal(ended.code, 1, ended.stderr);
    assert.deepEqual(await agentCalls(project), []);
    assert.doesNotMatch(ended.stderr, /internal fault/);
    await finish(project);
    await assertWhole(crash, undisturbed);
  },
});

Deno.test({
  name:
    "P6 P13: a full disk under the user's own tasks.md leaves it as it was, and the next run writes it",
  ignore: !canMount,
  fn: async () => {
    const undisturbed = await undisturbedResult({}, "in_place");
    const crash = await createCrashProject({ mode: "in_place" });
    await using project = crash.project;
    const text = await project.read("spec/tasks.md");
    // One page, which the file has: none is left for another.
    const folder = join(project.repository, "spec");
    const ended = await within(SMALL, folder, "4k", project, RUN);
    assert.doesNotMatch(ended.stderr, /internal fault/);
    assert.match(ended.stderr, /its status could not be written: .*(No space left|full)/);
    assert.equal(await project.read("spec/tasks.md"), text);
    assert.deepEqual(await Array.fromAsync(Deno.readDir(folder), (entry) => entry.name), [
      "tasks.md",
    ]);
    await finish(project);
    await assertWhole(crash, undisturbed);
  },
});

async function undisturbedResult(
  config: Readonly<Record<string, unknown>> = {},
  mode: Mode = "landed",
): Promise<Result> {
  const crash = await createCrashProject({ config, mode });
  await using project = crash.project;
  await finish(project);
  return await resultOf(crash);
}
