// `logs -f`: goes on as the transcript grows, and into the next call's, for as long as an engine lives.
import { agentByName } from "../agents/registry.ts";
import { systemClock } from "../host/clock.ts";
import type { Project } from "../host/project.ts";
import { probeLock } from "../store/lock.ts";
import { tailTranscript, type TranscriptInfo } from "../store/transcript_reader.ts";
import type { ExitCode } from "./exit_code.ts";
import { harmless, oneLine } from "./text.ts";
import { createShownReader, endLine } from "./transcript_text.ts";
import type { Call } from "./verb.ts";
import { headline } from "./verbs/logs.ts";

const LOOK_MS = 100;
const LIST_EVERY_MS = 500;

export async function followTranscripts(
  call: Call,
  project: Project,
  list: () => readonly TranscriptInfo[],
  adapterOf: (agent: string) => string,
  most: number,
): Promise<ExitCode> {
  let open: Following | null = null;
  let listedAt = -Infinity;
  for (;;) {
    // Asked first: what is written before an engine dies is still read.
    const isAlive = probeLock(project.lockPath).alive;
    if (systemClock.elapsed() - listedAt >= LIST_EVERY_MS && (open === null || open.isOver())) {
      listedAt = systemClock.elapsed();
      const next = nextAfter(list(), open?.info ?? null);
      if (next !== undefined) {
        open = follow(call, next, adapterOf(next.agent), open === null ? most : Infinity);
      }
    }
    const hasNews = open?.read() ?? false;
    if (!hasNews && !isAlive && nextAfter(list(), open?.info ?? null) === undefined) return 0;
    if (!hasNews) await systemClock.sleep(LOOK_MS);
  }
}

/** The newest at first; then the one that began next. */
function nextAfter(
  found: readonly TranscriptInfo[],
  shown: TranscriptInfo | null,
): TranscriptInfo | undefined {
  if (shown === null) return found.at(-1);
  const at = found.findIndex((each) => each.path === shown.path);
  return found[at + 1];
}

interface Following {
  readonly info: TranscriptInfo;
  /** Prints what is new; false when nothing is. */
  read(): boolean;
  isOver(): boolean;
}

function follow(call: Call, info: TranscriptInfo, adapter: string, most: number): Following {
  const shownOf = createShownReader(
    agentByName(adapter),
    info.stage === "check" ? ["PROMPT", "OUTPUT", "STDERR"] : ["OUTPUT", "STDERR"],
  );
  let at = 0;
  let end: string | null = null;
  let isFirst = true;
  call.print(call.style.bold(headline(info)));

  return {
    info,
    read() {
      if (end !== null) return false;
      const shown: string[] = [];
      let hasNews = false;
      for (;;) {
        const part = tailTranscript(info.path, at);
        if (part.next > at) {
          hasNews = true;
          at = part.next;
          shown.push(...shownOf.push(part.text));
          if (shown.length > 100_000) shown.splice(0, shown.length - 1000);
          continue;
        }
        end = part.end;
        break;
      }
      for (
        const line of isFirst ? shown.slice(-Math.min(most, shown.length) || shown.length) : shown
      ) {
        call.print(`${harmless(line)}\n`);
      }
      isFirst = false;
      const last = endLine(end, info.stage);
      if (last !== "") call.print(call.style.dim(oneLine(last)));
      return hasNews;
    },
    isOver: () => end !== null,
  };
}
