// Reads a CLI that prints plain text: all of stdout is the answer, and only a failed call's stderr is searched
// for a reason. Memory is bounded: of very long output the end is kept.
import type { AgentMessage, AgentReader, CallResult, ProcessEnd } from "./agent.ts";
import type { Call, TextHabits } from "./call.ts";
import { settle } from "./settle.ts";
import { withoutEscapes } from "./stderr.ts";
import { createTail } from "./tail.ts";

export function openTextReader(call: Call, habits: TextHabits): AgentReader {
  const stdout = createTail();
  return {
    line(line: string): readonly AgentMessage[] {
      stdout.push(`${line}\n`);
      return line.trim() === "" ? [] : [{ kind: "text", text: line }];
    },
    end(end: ProcessEnd): CallResult {
      const text = habits.trim(stdout.text());
      const finished = end.exitCode === 0 && end.signal === null;
      const result: CallResult = {
        text,
        error: null,
        session: null,
        model: call.model,
        tokens: null,
        costUsd: null,
        plainText: true,
      };
      const otherText = habits.failsOnStdout ? withoutEscapes(text).slice(-2000) : "";
      return settle({ program: call.program, result, finished, waiting: null, otherText }, end);
    },
  };
}
