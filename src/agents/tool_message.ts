// A tool call in one short line: the argument that tells most about it.
import type { AgentMessage } from "./agent.ts";
import { asText, type Fields } from "./json.ts";

const TELLING = [
  "command",
  "cmd",
  "file_path",
  "filePath",
  "absolute_path",
  "path",
  "notebook_path",
  "pattern",
  "query",
  "url",
  "description",
  "subject",
  "prompt",
  "name",
];
const LONGEST = 300;

export function toolMessage(
  name: string,
  summary: string,
  state: "started" | "ok" | "failed",
): AgentMessage {
  return { kind: "tool", name: name === "" ? "tool" : name, summary: short(summary), state };
}

export function summaryOf(input: Fields): string {
  const name = TELLING.find((key) => asText(input[key]).trim() !== "");
  if (name !== undefined) return asText(input[name]);
  return asText(Object.values(input).find((value) => asText(value).trim() !== ""));
}

function short(text: string): string {
  // Cut first: the pattern is slow on very long runs of blanks.
  const line = text.trim().slice(0, 2 * LONGEST).replaceAll(/\s*\n\s*/g, " ⏎ ");
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
}
