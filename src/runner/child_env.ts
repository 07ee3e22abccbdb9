// The environment of a child: the user's, less what config denies, plus what says whose child it is. The
// cookies are inherited by everything the child starts, so that a sweep finds all of it.
import type { Order, Slot } from "./ports.ts";

export const ORDER_COOKIE = "SPEC_TUI_COOKIE";
export const PROJECT_COOKIE = "SPEC_TUI_PROJECT";
export const ENGINE_COOKIE = "SPEC_TUI_ENGINE";

/** Variables by which git is told of another repository than the one it stands in, as inside a git hook. */
const GIT_PLACES = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_COMMON_DIR",
  "GIT_OBJECT_DIRECTORY",
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_NAMESPACE",
  "GIT_PREFIX",
  "GIT_IMPLICIT_WORK_TREE",
  "GIT_GRAFT_FILE",
  "GIT_SHALLOW_FILE",
];

export interface Cookies {
  readonly project: string;
  readonly engine: string;
}

export type Environment = Readonly<Record<string, string>>;

/** `extra` is what config or the agent's adapter sets; it wins over the user's, never over ours. */
export function childEnvironment(
  user: Environment,
  order: Order,
  slot: Slot,
  cookies: Cookies,
  extra: Environment = {},
): Record<string, string> {
  const kept = Object.fromEntries(
    Object.entries(user).filter(([name]) =>
      !order.envDeny.includes(name) && !GIT_PLACES.includes(name)
    ),
  );
  return {
    ...kept,
    ...extra,
    ...slot.agentEnv,
    SPEC_TUI_TASK: order.task,
    SPEC_TUI_ATTEMPT: String(order.attempt),
    SPEC_TUI_SLOT: String(slot.number),
    SPEC_RUNNER_AGENT: "1",
    [ORDER_COOKIE]: order.id,
    [PROJECT_COOKIE]: cookies.project,
    [ENGINE_COOKIE]: cookies.engine,
  };
}
