// Ollama: a model's plain answer to a prompt on stdin. It has no tools, so it can review but not edit files.
import { type Cli, plainHabits } from "./call.ts";
import { openTextReader } from "./text_reader.ts";

const DEFAULT_MODEL = "llama3";

export const ollama: Cli = {
  name: "ollama",
  title: "Ollama",
  install: "see https://ollama.com/download",
  login: "none needed",
  canResume: false,
  sessionNeedsSameDirectory: false,
  programs: ["ollama"],
  prompt: "stdin",
  args: (request) => ["run", request.model === "" ? DEFAULT_MODEL : request.model],
  env: () => ({}),
  asksForEvents: () => false,
  events: (call) => openTextReader(call, plainHabits),
  text: plainHabits,
};
