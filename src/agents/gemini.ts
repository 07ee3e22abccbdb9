// Gemini CLI: one JSON event per line. It refuses to work in a folder nobody trusted, and a worktree is new.
import type { CallRequest } from "./agent.ts";
import { type Cli, hasOption, option, plainHabits, safeSession } from "./call.ts";
import { openGeminiReader } from "./gemini_reader.ts";

export const gemini: Cli = {
  name: "gemini",
  title: "Gemini CLI",
  install: "npm install -g @google/gemini-cli",
  login: "run gemini once and sign in, or set GEMINI_API_KEY",
  canResume: true,
  sessionNeedsSameDirectory: true,
  programs: ["gemini", "gemini-cli"],
  prompt: "stdin",
  args: (request) => [
    ...option("--model", request.model),
    "--output-format",
    "stream-json",
    ...approval(request),
    "--skip-trust",
    ...option("--resume", safeSession(request.session)),
  ],
  env: () => ({}),
  asksForEvents: (argv) => hasOption(argv, ["--output-format", "-o"], "stream-json"),
  events: openGeminiReader,
  text: plainHabits,
};

function approval(request: CallRequest): readonly string[] {
  // Without a word about it, tools that write are refused when nobody can be asked.
  if (request.readOnly) return [];
  return request.skipPermissions ? ["--yolo"] : ["--approval-mode", "auto_edit"];
}
