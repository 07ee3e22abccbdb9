// What agents and checks say, told to the screen as it grows, and read back from disk where it scrolls or
// searches beyond what it keeps.
import type { OutputMsg, OutputPageMsg, OutputSeek } from "../../tui/msg.ts";
import type { Watched } from "../../tui/watch.ts";
import { systemClock } from "./clock.ts";
import { seekOutput } from "./output_seek.ts";
import type { Project } from "./project.ts";
import { openTaskOutput, type TaskOutput } from "./task_output.ts";
import { openTranscriptIndex, type TranscriptIndex } from "./transcript_index.ts";

export interface OutputFeed {
  /** What is new about the watched tasks. */
  news(watched: Watched["outputs"]): readonly OutputMsg[];
  seek(task: string, seek: OutputSeek): Promise<OutputPageMsg>;
}

/** Tasks whose place is remembered though nobody watches them. */
const MOST_TASKS = 8;
/** Reading goes on with the next poll after so long, or so many lines. */
const PATIENCE_MS = 12;
const MOST_LINES = 20_000;

export function openOutputFeed(
  project: Project,
  index: TranscriptIndex = openTranscriptIndex(project.logsDir, systemClock.now),
): OutputFeed {
  /** The one watched last stands last. */
  const outputs = new Map<string, TaskOutput>();

  return {
    news(watched) {
      const msgs = watched.flatMap(({ task, known }) => newsOf(task, known));
      forget(watched.length);
      return msgs;
    },
    async seek(task, seek) {
      const output = outputs.get(task) ?? openTaskOutput(project);
      let since = systemClock.elapsed();
      const pause = async () => {
        if (systemClock.elapsed() - since < PATIENCE_MS) return;
        await systemClock.sleep(0);
        since = systemClock.elapsed();
      };
      if (output.total === 0) output.read(index.of(task), () => false);
      return await seekOutput(output, task, seek, { project, pause });
    },
  };

  function newsOf(task: string, known: number): OutputMsg[] {
    const heads = index.of(task);
    let output = outputs.get(task) ?? openTaskOutput(project);
    // The transcripts were removed, or the screen let go of what it knew: told anew.
    const paths = new Set(heads.map((head) => head.path));
    const isGone = output.pieces.some(({ head }) => !paths.has(head.path));
    if (isGone || output.total !== known) output = openTaskOutput(project);
    outputs.delete(task);
    outputs.set(task, output);
    const at = output.total;
    const began = systemClock.elapsed();
    const found = output.read(
      heads,
      (lines) => lines > 0 && (systemClock.elapsed() - began > PATIENCE_MS || lines > MOST_LINES),
    );
    if (found !== null) return [{ kind: "output", task, at, ...found }];
    return at === 0 && known > 0 ? [{ kind: "output", task, at, lines: [], tail: [] }] : [];
  }

  function forget(watched: number): void {
    for (const task of outputs.keys()) {
      if (outputs.size <= Math.max(MOST_TASKS, watched)) return;
      outputs.delete(task);
    }
  }
}
