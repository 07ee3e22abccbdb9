// Small helpers for tests that read a spec.
import { parseSpec } from "../../../src/spec/parse.ts";
import type { Diagnostic, Spec, Task } from "../../../src/spec/spec.ts";

export function spec(...lines: readonly string[]): Spec {
  return parseSpec(lines.join("\n") + "\n");
}

/** The one task of a spec whose body is `lines`. */
export function taskWith(...lines: readonly string[]): Task {
  return only(spec("### TASK-001: Name", ...lines).tasks);
}

export function ids(of: Spec): string[] {
  return of.tasks.map((task) => task.id);
}

export function errors(of: Spec): string[] {
  return codes(of, "error");
}

export function warnings(of: Spec): string[] {
  return codes(of, "warning");
}

export function finding(of: Spec, code: string): Diagnostic {
  return only(of.diagnostics.filter((one) => one.code === code));
}

export function task(of: Spec, id: string): Task {
  const found = of.byId.get(id);
  if (found === undefined) throw new Error(`no task ${id}`);
  return found;
}

/** A text that reads without any diagnostic. */
export function clean(id: string, needs = "—", status = "TODO"): string[] {
  return [
    `### ${id}: Task ${id}`,
    `P1 | ${status} | Est: 1d`,
    "**Traces to:** [REQ-001]",
    `**Depends on:** ${needs}`,
    "",
  ];
}

export function fixture(name: string): string {
  return Deno.readTextFileSync(new URL(`./fixtures/${name}`, import.meta.url));
}

function codes(of: Spec, severity: Diagnostic["severity"]): string[] {
  return of.diagnostics.filter((one) => one.severity === severity).map((one) => one.code);
}

function only<Item>(items: readonly Item[]): Item {
  const [first] = items;
  if (first === undefined || items.length !== 1) throw new Error(`${items.length} instead of one`);
  return first;
}
