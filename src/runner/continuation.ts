// What a new attempt stands on: the queue's tip, or the earlier attempt's own commit, with its session
// where the same agent can go on with it.
import type { Sha } from "../pipeline/fact.ts";
import type { Attempt, TaskState } from "../pipeline/run.ts";

export interface Continuation {
  readonly base: Sha | null;
  /** null: start from the base. */
  readonly commit: Sha | null;
  readonly session: string | null;
  /** The attempt whose evidence the prompt carries. */
  readonly previous: Attempt | null;
  readonly why: string;
}

export function continuation(
  state: TaskState | undefined,
  agent: string,
  queueTip: Sha | null,
): Continuation {
  const previous = state?.attempts.at(-1) ?? null;
  const fresh = { base: queueTip, commit: null, session: null, previous };
  if (!state || !previous) return { ...fresh, previous: null, why: "first attempt" };
  if (state.landed.length > 0 && previous.end?.kind === "landed") {
    return { ...fresh, previous: null, why: "asked for again after it landed" };
  }
  if (state.order.fresh) return { ...fresh, why: "retry from scratch, as asked" };
  if (previous.end?.kind === "failed" && previous.end.failure.kind === "conflict") {
    return { ...fresh, why: "again on the new base: its work conflicted with what has landed" };
  }
  if (previous.end?.kind === "failed" && previous.end.failure.kind === "history_rewritten") {
    return { ...fresh, why: "from scratch: the earlier attempt rewrote history" };
  }
  if (madeNoProgress(state.attempts)) {
    return { ...fresh, why: "from scratch: two attempts in a row made no progress" };
  }
  return continued(state, previous, agent, queueTip);
}

function continued(
  state: TaskState,
  previous: Attempt,
  agent: string,
  queueTip: Sha | null,
): Continuation {
  const why = whyAgain(previous);
  const hasWork = previous.commit !== null && previous.base !== null &&
    previous.commit !== previous.base;
  const isSameAgent = previous.agent === agent && !state.order.model;
  const session = isSameAgent ? previous.session : null;
  if (!hasWork) return { base: queueTip, commit: null, session, previous, why };
  return { base: previous.base, commit: previous.commit, session, previous, why };
}

function whyAgain(previous: Attempt): string {
  switch (previous.end?.kind) {
    case "failed":
      return `continues attempt ${previous.n}, which failed at ${previous.end.stage}: ${previous.end.failure.kind}`;
    case "agent":
      return `attempt ${previous.n} could not work: ${previous.end.failure.kind}`;
    case "interrupted":
      return `continues attempt ${previous.n}, which was interrupted`;
    case "blocked":
      return `continues attempt ${previous.n} with the answer to its question`;
    case "superseded":
      return `continues attempt ${previous.n}, which a person ended`;
    default:
      return `follows attempt ${previous.n}`;
  }
}

/** The same tree or the same failure twice: more of the same will not help. Once per pair. */
function madeNoProgress(attempts: readonly Attempt[]): boolean {
  const [earlier, last] = attempts.filter((each) => each.end?.kind === "failed").slice(-2);
  if (!earlier || !last || last.continueFrom === null) return false;
  if (earlier.end?.kind !== "failed" || last.end?.kind !== "failed") return false;
  const isSameTree = last.tree !== null && earlier.tree === last.tree;
  return isSameTree || earlier.end.failure.fingerprint === last.end.failure.fingerprint;
}
