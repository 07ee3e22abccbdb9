// The demo's agent: a scripted stand-in for a coding agent CLI. It writes real files with its effects passed
// in, and prints one JSON value a line. One task fails its check at first; two meet on the same line, and the
// one that comes second takes both changes over when it finds the first in its tree.
import { DEMO_TASKS, type DemoTask } from "./tasks.ts";
import { fieldsIn, type Files, formatFile } from "./work.ts";

export interface DemoCall {
  readonly prompt: string;
  /** `SPEC_TUI_TASK`; empty: found in the prompt. */
  readonly task: string;
  /** `SPEC_TUI_ATTEMPT`, from 1. */
  readonly attempt: number;
  readonly session: string;
  /** Twice as fast at 2; `SPEC_TUI_DEMO_SPEED`. */
  readonly speed: number;
  /** Text of a file of the working directory, or null; `/`-separated. */
  read(path: string): Promise<string | null>;
  write(path: string, text: string): Promise<void>;
  /** One line of standard output, without its end. */
  print(line: string): void;
  sleep(ms: number): Promise<void>;
}

const FORMAT = "lib/format.sh";

/** Resolves with the exit code. */
export async function runDemoAgent(call: DemoCall): Promise<number> {
  const print = (message: object) => call.print(JSON.stringify(message));
  print({ session: call.session });
  if (call.prompt.includes("REVIEW_PASSED")) {
    await call.sleep(300 / pace(call));
    print(usage(0.008));
    print({ final: "I read the whole change and found nothing to object to.\nREVIEW_PASSED" });
    return 0;
  }
  const task = taskOf(call);
  if (task === undefined) {
    print({
      final:
        "TASK_BLOCKED: The demo's agent only knows the tasks it came with. Set `agent` to a real one?",
    });
    return 0;
  }
  await work(task, call, print);
  print(usage(task.costUsd));
  print({ final: `${task.name}: the files are in place.\nTASK_COMPLETE` });
  return 0;
}

async function work(
  task: DemoTask,
  call: DemoCall,
  print: (message: object) => void,
): Promise<void> {
  const files = await filesOf(task, call);
  const beat = task.ms / (Object.keys(files).length + 2) / pace(call);
  print({ say: opening(task, call) });
  await call.sleep(beat);
  print({ tool: "read", summary: "spec/design.md", state: "ok" });
  await call.sleep(beat);
  for (const [path, text] of Object.entries(files)) {
    const before = await call.read(path);
    if (before !== text) {
      await call.write(path, text);
      print({ edit: path, change: before === null ? "add" : "update" });
    }
    await call.sleep(beat);
  }
}

/** What the tree shall hold afterwards; decided by the tree, so that any repetition is harmless. */
async function filesOf(task: DemoTask, call: DemoCall): Promise<Files> {
  const firstPath = Object.keys(task.files(true))[0] ?? "";
  const begunBefore = call.attempt > 1 || await call.read(firstPath) !== null;
  const files = task.files(begunBefore);
  if (task.field === undefined) return files;
  const fields = [...fieldsIn(await call.read(FORMAT) ?? ""), ...await fieldsWithFiles(call)];
  return { ...files, [FORMAT]: formatFile(["number", "mark", "text", ...fields, task.field]) };
}

/** A field whose file is in the tree belongs into the line, whoever won there. */
async function fieldsWithFiles(call: DemoCall): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { field } of DEMO_TASKS) {
    if (field !== undefined && await call.read(`lib/${field}.sh`) !== null) found.push(field);
  }
  return found;
}

function opening(task: DemoTask, call: DemoCall): string {
  if (call.attempt === 1) return `${task.name}: ${task.description}`;
  if (/conflict/i.test(call.prompt)) return "Another change landed on the same line. I keep both.";
  return "The check was right: I look at what failed and mend it.";
}

function taskOf(call: DemoCall): DemoTask | undefined {
  const id = call.task !== "" ? call.task : /\bTASK-\d+\b/.exec(call.prompt)?.[0];
  return DEMO_TASKS.find((task) => task.id === id);
}

function usage(costUsd: number): object {
  const output = Math.round(costUsd * 20_000);
  return {
    usage: { input: output * 3, output, cacheRead: output * 12, cacheWrite: output },
    costUsd,
  };
}

function pace(call: DemoCall): number {
  return call.speed > 0 && Number.isFinite(call.speed) ? call.speed : 1;
}
