// Finds and ends every process that carries a cookie in its environment, wherever it has moved to: a session
// of its own, another parent, another folder. One `sh` call; the cookie travels in a variable of another name
// and through a pipe, never in an argv, so that the sweep cannot find itself.
import { ENGINE_COOKIE, ORDER_COOKIE, PROJECT_COOKIE } from "./child_env.ts";

export interface Swept {
  /** Processes that were alive when the sweep began. */
  readonly found: number;
  /** Still alive at its end, in spite of KILL. */
  readonly left: number;
  /** Why not everything could be looked at; absent when it was. */
  readonly problem?: string;
}

export interface SweepRequest {
  /** `NAME=value`, exactly as it stands in the environment. */
  readonly cookie: string;
  /** Also everything in this session, so that a member with an emptied environment is seen. */
  readonly session?: number;
  /** Between TERM and KILL; 0: KILL at once. */
  readonly graceMs: number;
  /** How long it may take, the grace included. */
  readonly limitMs?: number;
}

/** `found` lists pids; `end_them GRACE` ends them and says how many there were and are. */
const FUNCTIONS = `
found() {
  if [ -e /proc/self/environ ]; then
    {
      printf '%s' "$SWEEP_FOR" | grep -lszxaF -f - /proc/[0-9]*/environ
      [ -z "$SWEEP_SESSION" ] || grep -lsE "^[0-9]+ \\(.*\\) [^ZX] -?[0-9]+ -?[0-9]+ $SWEEP_SESSION " /proc/[0-9]*/stat
    } | while IFS=/ read -r _ _ pid _; do echo "$pid"; done
  else
    ps axeww -o pid= -o command= |
      awk 'index($0 " ", " " ENVIRON["SWEEP_FOR"] " ") { print $1 }'
    [ -z "$SWEEP_SESSION" ] || ps ax -o pid= -o pgid= -o stat= |
      awk '$2 == ENVIRON["SWEEP_SESSION"] && $3 !~ /Z/ { print $1 }'
  fi | while read -r pid; do [ "$pid" = "$$" ] || [ "$pid" = "$SWEEP_NOT" ] || echo "$pid"; done
}
end_them() {
  all=$(found); rounds=$1
  if [ -z "$all" ]; then echo "0 0"; return; fi
  first=$(set -- $all; echo $#)
  if [ "$rounds" -gt 0 ]; then
    kill -s TERM $all 2>/dev/null; kill -s CONT $all 2>/dev/null
    while [ -n "$all" ] && [ "$rounds" -gt 0 ]; do sleep 0.05; rounds=$((rounds - 1)); all=$(found); done
  fi
  rounds=60
  while [ -n "$all" ] && [ "$rounds" -gt 0 ]; do
    kill -s KILL $all 2>/dev/null; sleep 0.02; rounds=$((rounds - 1)); all=$(found)
  done
  echo "$first $(set -- $all; echo $#)"
}
`;
const ROUND_MS = 50;

/** Nothing to end is the usual answer, asked for after every child: one `grep`, no pipes or subshells. */
const NOTHING_LEFT = `
if [ -e /proc/self/environ ] && [ -z "$SWEEP_SESSION" ]; then
  grep -qszxaF -f - /proc/[0-9]*/environ <<END || { echo "0 0"; exit 0; }
$SWEEP_FOR
END
fi
`;

/** A Ctrl-C meant for the engine must not end its sweep. */
export const SWEEP_SCRIPT =
  `trap '' HUP INT TERM QUIT${NOTHING_LEFT}${FUNCTIONS}end_them "$SWEEP_ROUNDS"`;
/** Waits for its standard input to end; the word \`bye\` before that says that all is well. */
export const GUARD_SCRIPT = `trap '' HUP INT TERM QUIT
${FUNCTIONS}while read -r word; do [ "$word" = bye ] && exit 0; done
end_them "$SWEEP_ROUNDS" >/dev/null`;

const LIMIT_MS = 20_000;

/** Throws when it takes too long: the kernel can hold whoever reads a process's environment for as long as it likes. */
export async function sweep(request: SweepRequest): Promise<Swept> {
  const child = new Deno.Command("sh", {
    args: ["-c", SWEEP_SCRIPT],
    env: sweepEnvironment(request, Deno.pid),
    cwd: "/",
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const limitMs = request.limitMs ?? request.graceMs + LIMIT_MS;
  const stdout = await within(limitMs, child);
  const [found = 0, left = 0] = new TextDecoder().decode(stdout).split(" ").map(Number);
  return { found: found || 0, left: left || 0 };
}

/** In two halves: after a suspension the first is over at once, and the child has had no time at all. */
async function within(limitMs: number, child: Deno.ChildProcess): Promise<Uint8Array> {
  const output = child.output();
  const late = Promise.withResolvers<null>();
  let timer = setTimeout(() => {
    timer = setTimeout(() => late.resolve(null), limitMs / 2);
  }, limitMs / 2);
  const ended = await Promise.race([output, late.promise]);
  clearTimeout(timer);
  if (ended !== null) return ended.stdout;
  child.unref();
  output.catch(() => {});
  try {
    child.kill("SIGKILL");
  } catch { /* it has just ended */ }
  throw new Error(`the look for processes took longer than ${limitMs / 1000} s`);
}

/** Without the engine's own cookies, should it run under another engine: that one's sweep is not meant for us. */
export function sweepEnvironment(request: SweepRequest, notPid: number): Record<string, string> {
  return {
    LC_ALL: "C",
    SWEEP_FOR: request.cookie,
    SWEEP_SESSION: request.session === undefined ? "" : String(request.session),
    SWEEP_NOT: String(notPid),
    SWEEP_ROUNDS: String(Math.ceil(request.graceMs / ROUND_MS)),
    [ORDER_COOKIE]: "",
    [PROJECT_COOKIE]: "",
    [ENGINE_COOKIE]: "",
  };
}
