// From what `plan` names to work under way: each effect becomes an order, a landing step or a fact.
import type { Fact } from "../pipeline/fact.ts";
import { type Effect, mayStart } from "../pipeline/plan.ts";
import type { Order } from "./ports.ts";
import type { Engine, LoopState, WorkResult } from "./engine.ts";
import { gateFacts } from "./admit.ts";
import { advance, land, prepareLanding, writeStatuses } from "./landing.ts";
import { baseOf } from "./queue_base.ts";

type Append = (facts: readonly Fact[]) => void;
type Launch = (key: string, work: () => Promise<WorkResult>) => void;

/** True when facts were appended here, so that `plan` must be asked again at once. */
export function applyEffects(
  engine: Engine,
  state: LoopState,
  effects: readonly Effect[],
  append: Append,
  launch: Launch,
): boolean {
  let moved = false;
  for (const effect of effects) {
    const facts = apply(engine, state, effect, launch);
    if (facts.length > 0) {
      append(facts);
      moved = true;
    }
  }
  return moved;
}

function apply(engine: Engine, state: LoopState, effect: Effect, launch: Launch): readonly Fact[] {
  switch (effect.kind) {
    case "pass_gates":
      return gateFacts(effect.task, effect.attempt.n);
    case "stop_for_budget":
      return [{
        type: "BudgetReached",
        task: effect.task,
        limitUsd: effect.limitUsd,
        spentUsd: effect.spentUsd,
        reserveUsd: effect.reserveUsd,
      }];
    case "stop_order":
      launch(`stop:${effect.order}`, async () => {
        await engine.executor.stop(effect.order, "superseded");
        // Asked again where it was lost on the way, but not all the time that ending it takes.
        await engine.clock.sleep(STOP_AGAIN_MS);
        return { facts: [] };
      });
      return [];
    case "check_base":
      launch("queue", () => checkBase(engine, state));
      return [];
    case "attempt":
      launch(`start:${effect.task.id}`, () => startAttempt(engine, state, effect));
      return [];
    case "resume":
      launch(`start:${effect.task.id}`, () => resumeAttempt(engine, state, effect));
      return [];
    case "check_landing":
      launch("queue", () => checkLanding(engine, state, effect.commit));
      return [];
    case "prepare_landing":
      launch("queue", () => prepareLanding(engine, effect.task, effect.attempt));
      return [];
    case "land":
      launch("queue", () => land(engine, state));
      return [];
    case "advance":
      // Not beside a landing: half-way through, the user's copy of the spec would seem to be changed by hand.
      launch("queue", () => advance(engine));
      return [];
    case "write_status":
      launch("status", async () => {
        // The next attempt begins first: its agent takes longer than this edit.
        await engine.clock.sleep(STATUS_LATER_MS);
        return await writeStatuses(engine, state, effect.tasks);
      });
      return [];
  }
}

const STOP_AGAIN_MS = 500;
const STATUS_LATER_MS = 10;

async function startAttempt(
  engine: Engine,
  state: LoopState,
  effect: Extract<Effect, { kind: "attempt" }>,
): Promise<WorkResult> {
  const { run } = state;
  const { task, agent } = effect;
  const before = run.tasks.get(task.id)?.standing;
  const onto = await baseOf(engine);
  if (!("base" in onto)) return onto;
  const { order, why } = await engine.composer.attempt({
    spec: state.spec,
    run,
    task,
    agent,
    reserveUsd: effect.reserveUsd,
    queueTip: onto.base,
  });
  const attempt: Fact = {
    type: "AttemptStarted",
    task: order.task,
    attempt: order.attempt,
    agent: order.agent.name,
    model: order.agent.model,
    base: order.base,
    continueFrom: order.continueFrom,
    why,
  };
  const issued = issue(engine, state, order, effect.reserveUsd, null, [...onto.facts, attempt]);
  return {
    ...issued,
    // A person's word about it, or another attempt that took its place or its money, came meanwhile.
    isOvertaken: (moment) =>
      run.tasks.get(task.id)?.standing !== before ||
      !mayStart(state.spec, run, moment, { task: task.id, agent }),
  };
}

async function resumeAttempt(
  engine: Engine,
  state: LoopState,
  effect: Extract<Effect, { kind: "resume" }>,
): Promise<WorkResult> {
  const { task, attempt } = effect;
  const order = engine.composer.check({
    run: state.run,
    task,
    attempt: attempt.n,
    agent: attempt.agent,
    base: attempt.base,
    commit: attempt.commit,
    candidate: false,
  });
  return {
    ...issue(engine, state, order, 0, null, []),
    isOvertaken: () => attempt.end !== null,
  };
}

async function checkBase(engine: Engine, state: LoopState): Promise<WorkResult> {
  const onto = await baseOf(engine);
  if (!("base" in onto)) return onto;
  const order = engine.composer.check({
    run: state.run,
    task: null,
    attempt: 0,
    agent: "",
    base: onto.base,
    commit: onto.base,
    candidate: true,
  });
  return issue(engine, state, order, 0, onto.base ?? "", onto.facts);
}

async function checkLanding(engine: Engine, state: LoopState, commit: string): Promise<WorkResult> {
  const { landing } = state.run;
  const task = landing ? state.spec.byId.get(landing.task) : undefined;
  if (!landing || !task) return { facts: [] };
  const order = engine.composer.check({
    run: state.run,
    task,
    attempt: landing.attempt,
    agent: "",
    base: landing.queueOld,
    commit,
    candidate: true,
  });
  return issue(engine, state, order, 0, commit, []);
}

/** The order is a fact before it is work: a crash between the two finds it open and calls it lost. */
function issue(
  engine: Engine,
  state: LoopState,
  order: Order,
  reservedUsd: number,
  candidate: string | null,
  facts: readonly Fact[],
): WorkResult {
  const issued: Fact = {
    type: "OrderIssued",
    order: order.id,
    task: order.task,
    attempt: order.attempt,
    stages: order.stages,
    agent: order.agent.name,
    reservedUsd,
    hash: engine.composer.hash(order),
    candidate,
  };
  state.orders.set(order.id, order);
  return { facts: [...facts, issued], after: () => engine.executor.start(order) };
}
