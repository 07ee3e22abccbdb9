// P13: a state that is damaged, lost, newer than the program or not its own is refused with 3 and the one thing to
// do about it; nothing is deleted, nothing is paid for, and the user's checkout is as it was.
import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { agentCalls, databases, filesUnder } from "./kit/observe.ts";
import type { Project } from "./kit/project.ts";
import { runProgram } from "./kit/program.ts";
import { beginStory, RUN, unharmed } from "./kit/stories.ts";
import { manyTasks } from "./kit/tasks.ts";

type Damage = (path: string, project: Project) => Promise<void>;

const without = async (path: string) => {
  for (const name of [`${path}-wal`, `${path}-shm`]) await Deno.remove(name).catch(() => {});
};

const DAMAGES: Readonly<Record<string, Damage>> = {
  "emptied": (path) => Deno.truncate(path, 0),
  "cut in half": async (path) => {
    await without(path);
    await Deno.truncate(path, Math.floor((await Deno.stat(path)).size / 2));
  },
  "overwritten with text": async (path) => {
    await without(path);
    await Deno.writeTextFile(path, "these are notes of mine\n".repeat(1000));
  },
  "given a zeroed header": async (path) => {
    await without(path);
    using file = await Deno.open(path, { write: true });
    await file.write(new Uint8Array(100));
  },
  "overwritten in its middle": async (path) => {
    await without(path);
    const { size } = await Deno.stat(path);
    using file = await Deno.open(path, { write: true });
    await file.seek(4096, Deno.SeekMode.Start);
    await file.write(new Uint8Array(Math.max(0, size - 4096)).fill(0xa5));
  },
  "removed": async (path) => {
    await without(path);
    await Deno.remove(path);
  },
  "made by a newer version": async (path) => {
    const db = new DatabaseSync(path);
    db.exec("PRAGMA user_version = 9999");
    db.close();
  },
  "another program's": async (path) => {
    await without(path);
    await Deno.remove(path);
    const db = new DatabaseSync(path);
    db.exec("CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('mine')");
    db.close();
  },
  "replaced by a link": async (path, project) => {
    await without(path);
    const elsewhere = join(project.repository, "../elsewhere.db");
    await Deno.rename(path, elsewhere);
    await Deno.symlink(elsewhere, path);
  },
};

for (const [what, damage] of Object.entries(DAMAGES)) {
  Deno.test(`P13: a database that was ${what} is refused, kept, and named with what to do`, async () => {
    await using story = await beginStory({ spec: manyTasks(2), config: { jobs: 1 } });
    const { project } = story;
    assert.equal((await runProgram(project, [...RUN.slice(0, 1), "--no-tui"])).code, 0);
    const [path = ""] = await databases(project);
    assert.ok(path !== "");
    await damage(path, project);
    const before = await contents(path);

    const ended = await runProgram(project, RUN);
    assert.equal(ended.code, 3, `${ended.stderr}`);
    assert.match(ended.stderr, /state\.db/);
    assert.match(ended.stderr.trim(), /\n {2}\S/, "and a line that says what to do");
    assert.doesNotMatch(ended.stderr, /internal fault/);
    assert.deepEqual(await contents(path), before, "it is as it was found");
    assert.equal((await agentCalls(project)).length, 1, "nothing more is paid for");
    const status = await runProgram(project, ["status"]);
    assert.doesNotMatch(status.stderr, /internal fault/);
    await unharmed(story);
  });
}

async function contents(path: string): Promise<string> {
  try {
    const bytes = await Deno.readFile(path);
    const digest = await crypto.subtle.digest("SHA-256", bytes);
    return [...new Uint8Array(digest)].join();
  } catch {
    return "gone";
  }
}

Deno.test("what is kept is for the user's eyes alone", async () => {
  await using story = await beginStory();
  const { project } = story;
  assert.equal((await runProgram(project, RUN)).code, 0);
  const folder = join(project.repository, ".git/spec-tui");
  for (const path of await filesUnder(folder)) {
    assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o077, 0, path);
  }
});

Deno.test("P13: an agent that removes our state ends the run before anything lands, and the next says what is lost", async () => {
  await using story = await beginStory({
    agents: {
      claude: {
        rules: [{
          steps: [
            { do: "write", path: "work/{task}.txt", text: "x\n" },
            { do: "sh", command: 'rm -rf "$(git rev-parse --git-common-dir)/spec-tui"' },
            { do: "answer", answer: "complete" },
          ],
        }],
      },
    },
    config: { max_retries: 1 },
  });
  const { project } = story;
  const ended = await runProgram(project, RUN);
  assert.equal(ended.code, 3, ended.stderr);
  assert.doesNotMatch(ended.stderr, /internal fault/);
  assert.equal(await project.git("rev-list", "--count", "main"), "1", "nothing landed");
  await unharmed(story);
});
