// What git and hooks get of an environment: nothing that points at a repository, everything that names the
// user, their keys and their own settings.

const KEPT = [
  /^GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)$/,
  /^GIT_(AUTHOR|COMMITTER)_(NAME|EMAIL)$/,
  /^GIT_(EXEC_PATH|SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|SSL_\w+|PROXY_SSL_\w+|HTTP_\w+)$/,
];

/** For calls of our own. */
export function gitEnvironment(env: Readonly<Record<string, string>>): Record<string, string> {
  return {
    ...withoutRepository(env),
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_PAGER: "cat",
    GIT_EDITOR: "true",
    GIT_MERGE_AUTOEDIT: "no",
    GIT_REFLOG_ACTION: "spec-tui",
  };
}

/** Started from a git hook or with `GIT_DIR` set, our calls would otherwise act on that repository. */
export function withoutRepository(env: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(env).filter(([name]) =>
    !name.startsWith("GIT_") || KEPT.some((pattern) => pattern.test(name))
  );
  return Object.fromEntries(kept);
}
