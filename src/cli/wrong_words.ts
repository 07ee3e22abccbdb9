// What is said about a command line that cannot be read: which word, what was expected, what to type.
import type { CommanderError, CommandUnknownOpts } from "@commander-js/extra-typings";
import { suggest } from "../config/suggest.ts";
import type { VerbRow } from "./verb.ts";

export interface Wrong {
  readonly kind: "wrong";
  readonly message: string;
  readonly hint: string;
}

const NAME = "spec-tui";

export function wrongWords(
  error: CommanderError,
  called: CommandUnknownOpts,
  verbs: readonly VerbRow[],
): Wrong {
  const path = pathOf(called);
  if (error.code === "commander.excessArguments") return tooMany(called, path, verbs);
  const [first = "", ...rest] = error.message.replace(/^error: /, "").trim().split("\n");
  const near = rest.map((line) => line.replace(/^\((.*)\)$/, "$1")).find((line) => line !== "");
  return wrong(first, path, near === undefined ? "" : near.replace(/^Did/, "did"));
}

/** `help task list` as `task list --help`; what asks for no help as it was. */
export function helpWords(
  argv: readonly string[],
  verbs: readonly VerbRow[],
): readonly string[] | Wrong {
  const [first = ""] = argv;
  const isVerb = verbs.some((verb) => verb.name === first) || /^(?:-|help$)/.test(first);
  // Asked for help about no verb, the program's own would come with exit code 0.
  if (!isVerb) return argv.filter((word) => word !== "--help" && word !== "-h");
  const at = argv.indexOf("help");
  const group = argv.slice(0, at).join(" ");
  const asked = argv.slice(at + 1).filter((word) => !word.startsWith("-"));
  const isGroup = group === "" || verbs.some((verb) => verb.name === group && verb.isGroup);
  if (at < 0 || !isGroup || asked.length === 0) return argv;
  const path = [...argv.slice(0, at), ...asked];
  for (let depth = at; depth < path.length; depth++) {
    const lead = path.slice(0, depth).map((word) => `${word} `).join("");
    const under = verbs.filter((verb) => !verb.isHidden && verb.name.startsWith(lead))
      .flatMap((verb) => [verb.name.slice(lead.length), ...depth > 0 ? verb.aliases ?? [] : []])
      .filter((name) => !name.includes(" "));
    const word = path[depth] ?? "";
    if (under.includes(word)) continue;
    const near = suggest(word, under);
    return wrong(
      `unknown command '${word}'`,
      lead.trim(),
      near === null ? "" : `did you mean ${near}?`,
    );
  }
  return [...path, "--help"];
}

/** Words that the verb has no place for: a task's id is what people write there. */
function tooMany(called: CommandUnknownOpts, path: string, verbs: readonly VerbRow[]): Wrong {
  const most = called.registeredArguments.length;
  const extra = called.args.slice(most);
  const named = extra.map((word) => `'${word}'`).join(" ");
  const option = verbs.find((verb) => verb.name === path)?.options.find((row) =>
    row.completes === "task"
  );
  return wrong(
    `${path} takes ${most === 0 ? "no word" : most === 1 ? "one word" : `${most} words`}, ` +
      `found ${most === 0 ? "" : "also "}${named}`,
    path,
    option === undefined ? "" : `did you mean --${option.name} ${extra[0] ?? ""}?`,
  );
}

function wrong(what: string, path: string, near: string): Wrong {
  const help = `\`${[NAME, ...path === "" ? [] : [path]].join(" ")} --help\` lists what there is`;
  return {
    kind: "wrong",
    message: `Cannot read the command line: ${what}`,
    hint: near === "" ? help : `${near}\n${help}`,
  };
}

function pathOf(command: CommandUnknownOpts): string {
  const names: string[] = [];
  for (let each: CommandUnknownOpts | null = command; each?.parent; each = each.parent) {
    names.unshift(each.name());
  }
  return names.join(" ");
}
