// llama.cpp's `llama-cli`: a model's plain answer to a prompt from a file. It has no tools.
import { type Cli, option, type TextHabits } from "./call.ts";
import { openTextReader } from "./text_reader.ts";

const habits: TextHabits = { failsOnStdout: false, trim: withoutTrailer };

export const llamaCli: Cli = {
  name: "llama-cli",
  title: "llama.cpp",
  install: "see https://github.com/ggml-org/llama.cpp",
  login: "none needed",
  canResume: false,
  sessionNeedsSameDirectory: false,
  programs: ["llama-cli"],
  prompt: "file",
  args: (request) => [
    "-f",
    request.promptFile,
    "--no-display-prompt",
    "--single-turn",
    ...option("-m", request.model),
  ],
  env: () => ({}),
  asksForEvents: () => false,
  events: (call) => openTextReader(call, habits),
  text: habits,
};

const TRAILER_LENGTH = 200;

/** It marks the end of the text in the text itself. */
function withoutTrailer(text: string): string {
  const trailer = /(?:\s*\[end of text\]|\n\s*(?:> EOF by user|Exiting\.\.\.|>))+\s*$/;
  const whole = text.trim();
  return (whole.slice(0, -TRAILER_LENGTH) + whole.slice(-TRAILER_LENGTH).replace(trailer, ""))
    .trim();
}
