// The last line of a headless run on a terminal: how far it is, what it costs, what is in progress. It is
// wiped before each line above it and drawn again after.
import type { Run } from "../pipeline/run.ts";
import { standingOf } from "../pipeline/run.ts";
import type { Tally } from "./tally.ts";
import { clip } from "./table.ts";
import { clock, dollars } from "./text.ts";

export interface Bar {
  /** Draws it, unless it was drawn a moment ago with the same words. */
  show(text: string): void;
  /** Writes a line above it. */
  above(line: string): void;
  wipe(): void;
}

export function createBar(write: (text: string) => void, isTerminal: boolean): Bar {
  let shown = "";
  const wipe = () => {
    if (shown !== "") write("\r\x1b[K");
    shown = "";
  };
  return {
    show(text) {
      if (!isTerminal || text === shown) return;
      write(`\r\x1b[K${text}`);
      shown = text;
    },
    above(line) {
      const before = shown;
      wipe();
      write(line);
      if (before !== "") {
        write(before);
        shown = before;
      }
    },
    wipe,
  };
}

const CELLS = 20;

export function barText(
  about: {
    readonly tally: Tally;
    readonly run: Run;
    readonly elapsedMs: number;
    readonly waiting: string;
    readonly columns: number;
  },
): string {
  const { tally, run, elapsedMs, waiting } = about;
  const filled = tally.total === 0 ? 0 : Math.floor((tally.done / tally.total) * CELLS);
  const bar = `[${"#".repeat(filled)}${"-".repeat(CELLS - filled)}]`;
  const parts = [
    `${bar} ${tally.done}/${tally.total}`,
    clock(elapsedMs),
    dollars(tally.usd, tally.isAtLeast),
    ...inProgress(run),
    ...(waiting === "" ? [] : [waiting]),
  ];
  return clip(parts.join("  "), about.columns - 1);
}

function inProgress(run: Run): string[] {
  const parts: string[] = [];
  for (const id of run.working) {
    const standing = standingOf(run, id);
    if (standing.at === "working") parts.push(`${id} ${standing.stage}`);
  }
  return parts;
}
