// The transcript of a check, piece by piece, as lines for the screen: each command, what it printed, how it
// ended. The commands stand where a prompt stands in other transcripts, so that output can't pose as them.
import { readCheckLine } from "../runner/check_words.ts";
import { took } from "../../tui/format.ts";
import type { OutputLine } from "../../tui/output_text.ts";
import type { TranscriptLines } from "./transcript_lines.ts";
import { createRecordReader } from "./transcript_record.ts";

export function createCheckParser(): TranscriptLines {
  const records = createRecordReader();
  return {
    push: (text) => records.push(text).flatMap(linesOf),
    tail: [],
  };
}

type Entry = ReturnType<ReturnType<typeof createRecordReader>["push"]>[number];

function linesOf(entry: Entry): readonly OutputLine[] {
  switch (entry.kind) {
    case "text":
      return entry.section === "PROMPT"
        ? ownLine(entry.text)
        : [{ kind: entry.section === "STDERR" ? "stderr" : "printed", text: entry.text }];
    case "left_out":
      return [{ kind: "prompt", text: `${entry.detail} were not kept` }];
    case "missing":
      return [{ kind: "error", text: `what came after is lost: ${entry.detail}` }];
    case "end":
      return entry.detail === "answered"
        ? []
        : [{ kind: "error", text: `the check ended: ${reasonOf(entry.detail)}` }];
  }
}

/** `no result (why)`. */
export function reasonOf(end: string): string {
  return /^(?:no result|not started) \((.*)\)$/.exec(end)?.[1] ?? end;
}

function ownLine(text: string): readonly OutputLine[] {
  const read = readCheckLine(text);
  switch (read?.kind) {
    case "begins":
      return [{ kind: "command", text: `${read.name}: ${read.command}` }];
    case "continues":
      return [{ kind: "command", text: `  ${read.command}` }];
    case "ended": {
      const more = read.detail === "" ? "" : `; ${read.detail}`;
      const said = `${read.how} after ${took(read.durationMs)}${more}`;
      return [{ kind: read.how === "passed" ? "passed" : "error", text: said }];
    }
    case undefined:
      return text === "" ? [] : [{ kind: "prompt", text }];
  }
}
