// Claude Code: `claude -p` with one JSON event per line.
import type { CallRequest } from "./agent.ts";
import { type Cli, hasOption, option, safeSession } from "./call.ts";
import { openClaudeReader } from "./claude_reader.ts";

const SKIP = "--dangerously-skip-permissions";
const READ_TOOLS = "Read,Grep,Glob,Bash(git diff:*),Bash(git log:*),Bash(git show:*)";

export const claude: Cli = {
  name: "claude",
  title: "Claude Code",
  install: "npm install -g @anthropic-ai/claude-code",
  login: "run claude and type /login, or set ANTHROPIC_API_KEY",
  canResume: true,
  sessionNeedsSameDirectory: true,
  programs: ["claude", "claude-code"],
  prompt: "stdin",
  args: (request) => [
    "-p",
    ...option("--model", request.model),
    "--output-format",
    "stream-json",
    "--verbose",
    "--include-partial-messages",
    ...permissions(request),
    ...option("--resume", safeSession(request.session)),
  ],
  env: (argv) => ({
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    DISABLE_AUTOUPDATER: "1",
    // Without it, root may not skip permissions and nothing runs in a container.
    ...(argv.includes(SKIP) ? { IS_SANDBOX: "1" } : {}),
  }),
  asksForEvents: (argv) =>
    ["stream-json", "json"].some((format) => hasOption(argv, ["--output-format"], format)),
  events: openClaudeReader,
  // In text mode the reason of a failure is all that stdout holds.
  text: { failsOnStdout: true, trim: (text) => text.trim() },
};

function permissions(request: CallRequest): readonly string[] {
  if (request.readOnly) return ["--permission-mode", "dontAsk", "--allowedTools", READ_TOOLS];
  return request.skipPermissions ? [SKIP] : ["--permission-mode", "acceptEdits"];
}
