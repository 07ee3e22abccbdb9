// Takes secrets out of a fact's free text. Identifiers stay: a password that happens to read "implement"
// must not change which stage a fact is about.
import type { Fact } from "../pipeline/fact.ts";
import type { Redactor } from "./redact.ts";

const IDENTIFIERS = new Set([
  "type",
  "kind",
  "stage",
  "stages",
  "mode",
  "outcome",
  "status",
  "how",
  "onTaskFailure",
  "integration",
  "run",
  "order",
  "execution",
  "call",
  "landing",
  "task",
  "ids",
  "agent",
  "agents",
  "sha",
  "tree",
  "base",
  "commit",
  "branchCommit",
  "queueOld",
  "parents",
  "candidate",
  "continueFrom",
  "hash",
  "fingerprint",
  "session",
]);

export function redactFact(fact: Fact, redactor: Redactor): Fact {
  return redactValue(fact, redactor) as Fact;
}

/** The same for any plain value; objects keep their keys. */
export function redactValue(value: unknown, redactor: Redactor): unknown {
  if (typeof value === "string") return redactor.text(value);
  if (Array.isArray(value)) return value.map((each) => redactValue(each, redactor));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      IDENTIFIERS.has(key) ? each : redactValue(each, redactor),
    ]),
  );
}
