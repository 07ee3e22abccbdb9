// pi: `pi -p --mode json`, one JSON event per line. It asks for no permission; tools can only be left out.
import { type Cli, hasOption, option, plainHabits, safeSession } from "./call.ts";
import { openPiReader } from "./pi_reader.ts";

export const pi: Cli = {
  name: "pi",
  title: "pi",
  install: "npm install -g @mariozechner/pi-coding-agent",
  login: "run pi and type /login, or set the provider's API key",
  canResume: true,
  sessionNeedsSameDirectory: true,
  programs: ["pi"],
  prompt: "stdin",
  args: (request) => [
    "-p",
    ...option("--model", request.model),
    "--mode",
    "json",
    ...(request.readOnly ? ["--tools", "read,grep,find,ls"] : []),
    ...option("--session", safeSession(request.session)),
  ],
  env: () => ({ PI_OFFLINE: "1", PI_TELEMETRY: "0" }),
  asksForEvents: (argv) => hasOption(argv, ["--mode"], "json"),
  events: openPiReader,
  text: plainHabits,
};
