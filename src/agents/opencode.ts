// opencode: `opencode run` with one JSON event per line. It works in `$PWD`, not in its working directory:
// whoever starts it must set both. The model is `provider/model`.
import { type Cli, hasOption, option, plainHabits, safeSession } from "./call.ts";
import { openOpencodeReader } from "./opencode_reader.ts";

export const opencode: Cli = {
  name: "opencode",
  title: "opencode",
  install: "npm install -g opencode-ai",
  login: "opencode auth login",
  canResume: true,
  sessionNeedsSameDirectory: true,
  programs: ["opencode"],
  prompt: "stdin",
  args: (request) => [
    "run",
    ...option("--model", request.model),
    "--format",
    "json",
    ...(request.skipPermissions && !request.readOnly ? ["--auto"] : []),
    ...option("--session", safeSession(request.session)),
  ],
  // Its events say nothing of a request that was refused and is asked again later; its log does.
  env: () => ({
    OPENCODE_DISABLE_AUTOUPDATE: "1",
    OPENCODE_PRINT_LOGS: "1",
    OPENCODE_LOG_LEVEL: "ERROR",
  }),
  asksForEvents: (argv) => hasOption(argv, ["--format"], "json"),
  events: openOpencodeReader,
  text: plainHabits,
};
