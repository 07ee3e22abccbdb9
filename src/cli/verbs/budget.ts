// `budget`: spent, reserved and allowed.
import { readRun } from "../../host/reading.ts";
import { knownUsd, reserved, spent } from "../../pipeline/cost.ts";
import type { ExitCode } from "../exit_code.ts";
import { openFor } from "../opened.ts";
import { dollars } from "../text.ts";
import type { Call } from "../verb.ts";

export async function budget(call: Call): Promise<ExitCode> {
  const project = await openFor(call);
  const { run } = readRun(project);
  const { budgetUsd, taskBudgetUsd } = project.config.limits;
  const counted = spent(run);
  const limit = budgetUsd === null ? null : budgetUsd + run.raisedUsd;
  const held = reserved(run);
  if (call.wantsJson) {
    const document = {
      spent_usd: knownUsd(run),
      counted_usd: counted.usd,
      is_at_least: counted.isAtLeast,
      reserved_usd: held,
      limit_usd: limit,
      raised_usd: run.raisedUsd,
      task_limit_usd: taskBudgetUsd,
      left_usd: limit === null ? null : Math.max(0, limit - counted.usd - held),
    };
    call.document(JSON.stringify(document, null, 2));
    return 0;
  }
  call.print(`spent     ${dollars(knownUsd(run), counted.isAtLeast)}`);
  if (counted.isAtLeast) {
    call.print(
      `counted   ${dollars(counted.usd)} (calls of unknown cost count as their reservation)`,
    );
  }
  call.print(`reserved  ${dollars(held)}`);
  const raised = run.raisedUsd > 0 ? ` (raised by ${dollars(run.raisedUsd)})` : "";
  call.print(`limit     ${limit === null ? "none" : `${dollars(limit)}${raised}`}`);
  if (taskBudgetUsd !== null) call.print(`per task  ${dollars(taskBudgetUsd)}`);
  return 0;
}
