// `gc`: removes slots and attempts that nothing needs.
import { collectGarbage } from "../../host/gc.ts";
import type { ExitCode } from "../exit_code.ts";
import { openFor } from "../opened.ts";
import { count, oneLine } from "../text.ts";
import type { Call } from "../verb.ts";

export async function gc(call: Call): Promise<ExitCode> {
  const project = await openFor(call);
  const isDryRun = call.has("dry-run");
  const { going, staying } = await collectGarbage(project, isDryRun);
  if (call.wantsJson) {
    call.document(JSON.stringify({ dry_run: isDryRun, removed: going, kept: staying }, null, 2));
    return 0;
  }
  const verb = isDryRun ? "would remove" : "removed";
  for (const { kind, name } of going) call.print(`${verb} ${kind} ${oneLine(name)}`);
  for (const { kind, name, keptBecause } of staying) {
    call.print(`kept ${kind} ${oneLine(name)}: ${keptBecause}`);
  }
  call.print(`${verb} ${count(going.length, "item")}, kept ${staying.length}`);
  return 0;
}
