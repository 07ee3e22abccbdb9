// What the checks of an attempt ran and printed, read from their transcripts as they grow.
import { tailTranscript } from "../store/transcript_reader.ts";
import type { CheckedCommand, CheckReport } from "../../tui/detail.ts";
import type { Msg } from "../../tui/msg.ts";
import type { Watched } from "../../tui/watch.ts";
import { readCheckLine } from "../runner/check_words.ts";
import type { TranscriptHead, TranscriptIndex } from "./transcript_index.ts";
import { createRecordReader, type TranscriptEntry } from "./transcript_record.ts";

export interface ChecksFeed {
  news(wanted: Watched["checks"]): readonly Msg[];
}

const TELL_MS = 100;
const CHUNK = 1 << 18;
const PATIENCE_MS = 12;
const MOST_LINES = 500;
const MOST_READINGS = 40;

export function openChecksFeed(index: TranscriptIndex, elapsed: () => number): ChecksFeed {
  const readings = new Map<string, Reading>();
  let toldAt = -Infinity;

  return {
    news(wanted) {
      if (wanted === null) return [];
      const found = headsOf(wanted.task, wanted.attempt).map(readingOf);
      const began = elapsed();
      for (const reading of found) {
        while (elapsed() - began < PATIENCE_MS && readOn(reading));
      }
      const stamp = `checks ${found.map((each) => `${each.head.call}:${each.next}`).join(" ")}`;
      const isSame = stamp === wanted.stamp || elapsed() - toldAt < TELL_MS;
      if (isSame && wanted.stamp !== "") return [];
      toldAt = elapsed();
      const { task, attempt } = wanted;
      return [{ kind: "checks", task, attempt, stamp, reports: found.map(reportOf) }];
    },
  };

  /** Of the attempt, and the newest of what it was built on. */
  function headsOf(task: string, attempt: number): readonly TranscriptHead[] {
    const own = index.of(task).filter((head) => head.stage === "check" && head.attempt === attempt);
    const first = own[0]?.startedAtMs ?? Infinity;
    const base = index.of("").filter((head) => head.startedAtMs <= first).slice(-1);
    return [...own, ...base];
  }

  function readingOf(head: TranscriptHead): Reading {
    const reading = readings.get(head.path) ?? beginReading(head);
    readings.delete(head.path);
    readings.set(head.path, reading);
    for (const path of readings.keys()) {
      if (readings.size <= MOST_READINGS) break;
      readings.delete(path);
    }
    return reading;
  }
}

interface Reading {
  readonly head: TranscriptHead;
  readonly records: ReturnType<typeof createRecordReader>;
  readonly commands: Ran[];
  next: number;
  end: string | null;
}

/** A command being read; its last lines. */
interface Ran {
  readonly name: string;
  line: string;
  result: CheckedCommand["result"];
  readonly output: string[];
  omitted: number;
}

function beginReading(head: TranscriptHead): Reading {
  return { head, records: createRecordReader(), commands: [], next: 0, end: null };
}

/** False when it has no more for now. */
function readOn(reading: Reading): boolean {
  if (reading.end !== null) return false;
  const part = tailTranscript(reading.head.path, reading.next, CHUNK);
  if (part.next <= reading.next) return false;
  reading.next = part.next;
  for (const entry of reading.records.push(part.text)) take(reading, entry);
  return true;
}

function take(reading: Reading, entry: TranscriptEntry): void {
  if (entry.kind === "end") {
    reading.end = entry.detail;
    return;
  }
  const last = reading.commands.at(-1);
  if (entry.kind !== "text") {
    if (last !== undefined) keep(last, `(${entry.detail} were not kept)`);
    return;
  }
  if (entry.section !== "PROMPT") {
    if (last !== undefined) keep(last, entry.text);
    return;
  }
  const read = readCheckLine(entry.text);
  if (read?.kind === "begins") {
    const { name, command } = read;
    reading.commands.push({ name, line: command, result: null, output: [], omitted: 0 });
  } else if (read?.kind === "continues" && last) last.line += `\n${read.command}`;
  else if (read?.kind === "ended" && last) {
    const { how, durationMs, detail } = read;
    last.result = { passed: how === "passed", how, durationMs, counts: detail };
  }
}

function keep(command: Ran, text: string): void {
  command.output.push(text);
  if (command.output.length <= MOST_LINES * 2) return;
  command.omitted += command.output.length - MOST_LINES;
  command.output.splice(0, command.output.length - MOST_LINES);
}

function reportOf({ head, commands, end }: Reading): CheckReport {
  return {
    role: head.role,
    call: head.call,
    startedAtMs: head.startedAtMs,
    end,
    commands: commands.map(({ name, line, result, output, omitted }) => {
      const extra = Math.max(0, output.length - MOST_LINES);
      return { name, line, result, output: output.slice(extra), omitted: omitted + extra };
    }),
  };
}
