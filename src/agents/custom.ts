// Any other program: the configured command gets the prompt on stdin, or a template says how to call it. It
// prints text, and its answer is the last line.
import { type Cli, plainHabits } from "./call.ts";
import { openTextReader } from "./text_reader.ts";

export const custom: Cli = {
  name: "custom",
  title: "custom command",
  install: "set command to the program to run",
  login: "as the program asks for",
  canResume: false,
  sessionNeedsSameDirectory: false,
  programs: [],
  prompt: "stdin",
  args: () => [],
  env: () => ({}),
  asksForEvents: () => false,
  events: (call) => openTextReader(call, plainHabits),
  text: plainHabits,
};
