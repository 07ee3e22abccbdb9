// The command line: words in, exit code out. Whatever happens, the code tells the truth and a promised
// document is printed exactly once.
import { type CallAndState, createCall } from "./call.ts";
import { type ExitCode, FAULT, SIGNAL_CODES, WRONG } from "./exit_code.ts";
import {
  describeFailure,
  type DocumentKind,
  type Failed,
  failureDocument,
  failureLines,
} from "./failure.ts";
import type { DOCUMENT_OPTIONS } from "./options.ts";
import type { Parsed, Parsing } from "./program.ts";
import type { VerbRow } from "./verb.ts";
import { VERSION_LINE } from "./version_line.ts";
import type { World } from "./world.ts";

export async function runCli(world: World): Promise<ExitCode> {
  let printed = () => false;
  let verb: string | undefined;
  try {
    const { VERBS } = await import("./verbs.ts");
    const parsing = plainCall(VERBS, world.argv) ?? await parse(VERBS, world);
    switch (parsing.kind) {
      case "version":
        world.out(`${VERSION_LINE}\n`);
        return 0;
      case "text":
        world.out(parsing.text);
        return 0;
      case "bare":
        return await runParsed(
          world,
          await bare(parsing.options),
          (state) => printed = state.hasDocument,
        );
      case "wrong":
        return failed(world, { ...parsing, exitCode: WRONG, stack: "" }, {});
      case "verb":
        verb = parsing.verb.name;
        return await runParsed(world, parsing, (state) => printed = state.hasDocument);
    }
  } catch (error) {
    return failed(world, describeFailure(error), { verb, isPrinted: printed() });
  }
}

/** A signal that no verb listens for, which would end the process without its document. */
export function endedBySignal(
  world: World,
  name: keyof typeof SIGNAL_CODES,
  isPrinted: boolean,
): ExitCode {
  const exitCode = SIGNAL_CODES[name];
  const isTold = promisedDocument(world.argv) !== null && !isPrinted;
  if (!isTold) return exitCode;
  return failed(world, { message: `ended by ${name.slice(3)}`, hint: "", exitCode, stack: "" }, {});
}

/** A fault that nobody waits for, which would end the process with 1 and without its document. */
export function endedByFault(world: World, error: unknown, isPrinted: boolean): ExitCode {
  return failed(world, { ...describeFailure(error), exitCode: FAULT }, { isPrinted });
}

/** A verb alone, or with `--json`: nothing to parse, and what asks every second need not load a parser. */
function plainCall(verbs: readonly VerbRow[], argv: readonly string[]): Parsing | null {
  const [name, option, ...rest] = argv;
  const verb = verbs.find((each) => each.name === name);
  if (verb === undefined || rest.length > 0 || verb.arguments.some((row) => row.isRequired)) {
    return null;
  }
  if (verbs.some((each) => each.name.startsWith(`${name} `))) return null;
  if (option !== undefined && option !== "--json") return null;
  const options = new Map<string, readonly string[]>(option === undefined ? [] : [["json", []]]);
  return { kind: "verb", verb, arguments: new Map(), options };
}

async function parse(verbs: readonly VerbRow[], world: World): Promise<Parsing> {
  const { parseArguments } = await import("./program.ts");
  return parseArguments(verbs, world.argv, world.columns());
}

async function bare(options: Parsed["options"]): Promise<Parsed> {
  const { BARE } = await import("./verbs.ts");
  return { verb: BARE, arguments: new Map(), options };
}

async function runParsed(
  world: World,
  parsed: Parsed,
  started: (state: CallAndState) => void,
): Promise<ExitCode> {
  const state = createCall(world, parsed);
  started(state);
  const { verb } = parsed;
  if (state.call.wantsJson && !verb.hasJson) {
    const message = `Cannot read the command line: ${verb.name} has no --json`;
    return failed(world, { message, hint: "", exitCode: WRONG, stack: "" }, { verb: verb.name });
  }
  const run = await verb.load();
  const code = await run(state.call);
  const promised = promisedDocument(world.argv, verb.name);
  if (promised === null || state.hasDocument()) return code;
  const message = `${verb.name} ended with ${code} and said nothing`;
  return failed(world, { message, hint: "", exitCode: code || FAULT, stack: "" }, {
    verb: verb.name,
  });
}

function failed(
  world: World,
  failure: Failed,
  about: { readonly verb?: string | undefined; readonly isPrinted?: boolean },
): ExitCode {
  world.err(failureLines(failure));
  const kind = promisedDocument(world.argv, about.verb);
  if (kind !== null && about.isPrinted !== true) world.out(`${failureDocument(failure, kind)}\n`);
  return failure.exitCode;
}

/** Read off the words themselves: a promise holds although they could not be parsed. */
export function promisedDocument(argv: readonly string[], verb?: string): DocumentKind | null {
  const end = argv.indexOf("--");
  const words = end < 0 ? argv : argv.slice(0, end);
  const has = (name: typeof DOCUMENT_OPTIONS[number]) => words.includes(`--${name}`);
  // `gc --dry-run` prints text.
  const runs = verb === undefined ? words.includes("run") : verb === "run";
  if (runs && has("dry-run")) return "dry_run";
  if (has("json-result") || runs && has("json")) return "result";
  return has("json") ? "other" : null;
}
