// Codex: `codex exec` with one JSON event per line. `-p` would be `--profile`, so the prompt is `-` and stdin.
import type { CallRequest } from "./agent.ts";
import { type Cli, option, plainHabits, safeSession } from "./call.ts";
import { openCodexReader } from "./codex_reader.ts";

export const codex: Cli = {
  name: "codex",
  title: "Codex",
  install: "npm install -g @openai/codex",
  login: "codex login",
  canResume: true,
  sessionNeedsSameDirectory: false,
  programs: ["codex"],
  prompt: "stdin",
  args: (request) => {
    const session = safeSession(request.session);
    const flags = [
      "--json",
      "--skip-git-repo-check",
      ...option("--model", request.model),
      ...permissions(request, session !== ""),
    ];
    return session === "" ? ["exec", ...flags, "-"] : ["exec", "resume", ...flags, session, "-"];
  },
  env: () => ({}),
  asksForEvents: (argv) => argv.includes("--json") || argv.includes("--experimental-json"),
  events: openCodexReader,
  text: plainHabits,
};

function permissions(request: CallRequest, resumes: boolean): readonly string[] {
  const sandbox = request.readOnly ? "read-only" : request.skipPermissions ? "" : "workspace-write";
  if (sandbox === "") return ["--dangerously-bypass-approvals-and-sandbox"];
  // `exec resume` knows no `--sandbox`; the setting behind it works for both.
  return resumes ? ["-c", `sandbox_mode="${sandbox}"`] : ["--sandbox", sandbox];
}
