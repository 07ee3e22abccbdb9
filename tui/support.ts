// Can the full-screen app run here? Decided from the environment alone, before anything is written.

export type TerminalSupport =
  | { readonly ok: true }
  /** A sentence's second half: "The screen needs …". */
  | { readonly ok: false; readonly reason: string };

export function terminalSupport(
  env: Readonly<Record<string, string | undefined>>,
  isTty: { readonly stdin: boolean; readonly stdout: boolean },
): TerminalSupport {
  if (!isTty.stdout) return { ok: false, reason: "standard output is not a terminal" };
  if (!isTty.stdin) return { ok: false, reason: "standard input is not a terminal" };
  const term = env.TERM ?? "";
  if (term === "") return { ok: false, reason: "TERM is not set" };
  if (term === "dumb" || term === "unknown") {
    return { ok: false, reason: `TERM is ${term}, which cannot move its cursor` };
  }
  return { ok: true };
}

/** Whether the locale can show more than ASCII; without any word on it, yes. */
export function wantsAscii(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
  if (env.TERM === "linux") return true;
  return locale !== "" && !/utf-?8/i.test(locale);
}
