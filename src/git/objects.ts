// Commits made without a worktree. The same arguments make the same commit, so a replay after a crash does.
import type { Git } from "./git.ts";
import type { Identity } from "./discover.ts";

export interface CommitRequest {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly identity: Identity;
  readonly atMs: number;
  /** `git.sign: true`. */
  readonly sign: boolean;
}

export async function commitTree(git: Git, request: CommitRequest): Promise<string> {
  const { name, email } = request.identity;
  const date = `@${Math.floor(request.atMs / 1000)} +0000`;
  const parents = [...new Set(request.parents)].flatMap((parent) => ["-p", parent]);
  const args = ["commit-tree", ...(request.sign ? ["-S"] : []), ...parents, request.tree];
  return await git.text(args, {
    stdin: message(request.message),
    config: ["i18n.commitEncoding=UTF-8"],
    env: {
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: email,
      GIT_COMMITTER_DATE: date,
    },
  });
}

/** Words from a spec, as one line of a message. */
export function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\x00-\x1f\x7f\u2028\u2029]+/g, " ").trim();
}

function message(text: string): string {
  return `${text.replaceAll("\0", "").trimEnd()}\n`;
}
