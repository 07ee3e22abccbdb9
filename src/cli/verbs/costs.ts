// `costs`: what each task has cost, as a table or in spec-runner's shape.
import { asRead } from "../../host/as_read.ts";
import { readRun } from "../../host/reading.ts";
import { spent } from "../../pipeline/cost.ts";
import { type CostOrder, type CostRow, costRows, costsJson } from "../../reports/costs.ts";
import { NEVER_COUNTED } from "../../reports/status.ts";
import { indentedJson } from "../../reports/python_json.ts";
import type { ExitCode } from "../exit_code.ts";
import { lookFor } from "../opened.ts";
import { clip, table } from "../table.ts";
import { dollars, oneLine } from "../text.ts";
import type { Call } from "../verb.ts";

const ORDERS: readonly CostOrder[] = ["id", "cost", "tokens", "name"];

export async function costs(call: Call): Promise<ExitCode> {
  const project = await lookFor(call);
  const { spec, run } = readRun(project, NEVER_COUNTED);
  await asRead(project, run, spec);
  const order = ORDERS.find((each) => each === call.value("sort")) ?? "id";
  const { budgetUsd } = project.config.limits;
  if (call.wantsJson) {
    call.document(indentedJson(costsJson(spec, run, order, budgetUsd)));
    return 0;
  }
  const rows = costRows(spec, run, order);
  if (rows.length === 0) {
    call.print("the spec has no tasks");
    return 0;
  }
  const head = ["Task", "Name", "Status", "Cost", "Attempts", "In", "Out", "Cache"];
  call.print(table([head, ...rows.map(cells)]).join("\n"));
  const known = rows.reduce((sum, row) => sum + row.costUsd, 0);
  const { isAtLeast } = spent(run);
  const part = budgetUsd === null ? "" : ` of ${dollars(budgetUsd + run.raisedUsd)}`;
  call.print(`\ntotal ${dollars(known, isAtLeast)}${part}`);
  const unmeasured = rows.reduce((sum, row) => sum + row.unmeasured, 0);
  if (unmeasured > 0) call.print(`the cost of ${unmeasured} of the calls is not known`);
  const most = rows.toSorted((a, b) => b.costUsd - a.costUsd)[0];
  if (most !== undefined && most.costUsd > 0) {
    call.print(`most: ${oneLine(most.task)}, ${dollars(most.costUsd)}`);
  }
  return 0;
}

function cells(row: CostRow): string[] {
  const isMeasured = row.attempts > 0;
  const number = (value: number) => isMeasured ? value.toLocaleString("en-US") : "-";
  return [
    oneLine(row.task),
    clip(oneLine(row.name), 40),
    row.status,
    isMeasured ? dollars(row.costUsd, row.unmeasured > 0) : "-",
    isMeasured ? String(row.attempts) : "-",
    number(row.inputTokens),
    number(row.outputTokens),
    number(row.cacheTokens),
  ];
}
