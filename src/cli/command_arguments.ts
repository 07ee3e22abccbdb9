// Words and options of a command's verb → the arguments its row reads.
import type { CommandRow } from "../app/commands.ts";
import { UserError } from "../host/user_error.ts";
import type { Spec } from "../spec/spec.ts";
import { findKnownTask } from "./opened.ts";
import type { Call } from "./verb.ts";

export async function commandArguments(
  call: Call,
  row: CommandRow,
  spec: Spec,
  known: () => Iterable<string>,
): Promise<Readonly<Record<string, unknown>>> {
  const id = (word: string) => findKnownTask(spec, known(), word);
  const task = row.takesTask ? { task: id(call.argument("task")) } : {};
  switch (row.name) {
    case "stop":
      return { now: call.has("now") };
    case "retry":
      return {
        ...task,
        fresh: call.has("fresh"),
        agent: call.flags.agent ?? "",
        model: call.value("model"),
        note: call.value("note"),
      };
    case "answer":
      return { ...task, text: await answerText(call) };
    case "resolve":
      return resolveArguments(call, id);
    case "budget":
      return {
        usd: amount(call.argument("usd")),
        ...(call.value("task") === "" ? {} : { task: id(call.value("task")) }),
      };
    case "start":
      return { ...task, force: call.has("force") };
    case "block":
      return { ...task, reason: call.argumentList("reason").join(" ") };
    default:
      return task;
  }
}

async function answerText(call: Call): Promise<string> {
  const words = call.argumentList("text").join(" ");
  if (words !== "" || call.world.stdinIsTerminal) return words;
  return (await call.world.stdin()).trim();
}

function resolveArguments(call: Call, id: (word: string) => string): Record<string, unknown> {
  const words = [call.argument("task"), call.argument("how")].filter((word) => word !== "");
  const how = words.at(-1) ?? "";
  const isKnown = ["accept", "retry", "drop"].includes(how);
  if (call.has("harness")) {
    if (words.length === 1 && how === "accept") return { harness: true, how };
    throw new UserError("Cannot resolve: --harness is accepted or left as it is", {
      hint: "spec-tui resolve --harness accept",
    });
  }
  if (words.length === 2 && isKnown) return { task: id(words[0] ?? ""), how };
  throw new UserError("Cannot resolve: say which task and how", {
    hint: "spec-tui resolve TASK-001 accept|retry|drop",
  });
}

function amount(text: string): number {
  const usd = /^\$?\d+(?:\.\d*)?$|^\$?\.\d+$/.test(text) ? Number(text.replace("$", "")) : NaN;
  if (Number.isFinite(usd) && usd > 0) return usd;
  throw new UserError(
    `Cannot raise the budget: "${text}" is no amount (expected dollars above 0)`,
    {
      hint: "spec-tui budget raise 2.50",
    },
  );
}
