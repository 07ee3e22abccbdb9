// The table of verbs as a commander program: it parses, suggests and writes help. What it finds is handed on
// as plain values; nothing runs inside it.
import { Argument, Command, CommanderError, Help, Option } from "@commander-js/extra-typings";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { exitCodeTable } from "./exit_code.ts";
import { COMMON_OPTIONS } from "./options.ts";
import type { ArgumentRow, OptionRow, VerbRow } from "./verb.ts";
import { verbFirst } from "./verb_first.ts";
import { helpWords, type Wrong, wrongWords } from "./wrong_words.ts";

export interface Parsed {
  readonly verb: VerbRow;
  readonly arguments: ReadonlyMap<string, readonly string[]>;
  /** By the name in its row; a switch holds no values. */
  readonly options: ReadonlyMap<string, readonly string[]>;
}

export type Parsing =
  | ({ readonly kind: "verb" } & Parsed)
  | { readonly kind: "version" }
  | { readonly kind: "bare"; readonly options: Parsed["options"] }
  | { readonly kind: "text"; readonly text: string }
  | Wrong;

const NAME = "spec-tui";

export function parseArguments(
  verbs: readonly VerbRow[],
  argv: readonly string[],
  columns: number,
): Parsing {
  const words = helpWords(withoutSeparator(verbs, argv), verbs);
  if ("kind" in words) return words;
  const written: string[] = [];
  let parsed: Parsed | null = null;
  const program = createProgram(verbs, columns, written, (found) => parsed = found);
  let called: CommandUnknownOpts = program;
  const remember = (command: CommandUnknownOpts) => called = command;
  for (const group of [program, ...program.commands]) {
    group.hook("preSubcommand", (_, command) => void remember(command));
  }
  try {
    program.parse([...verbFirst(verbs, words)], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: "text", text: written.join("") };
    if (program.opts()["version"] === true) return { kind: "version" };
    if (error.code !== "commander.help") return wrongWords(error, called, verbs);
    if (called === program) return { kind: "bare", options: given(COMMON_OPTIONS, program) };
    return { kind: "text", text: called.helpInformation() };
  }
  if (program.opts()["version"] === true || parsed === null) return { kind: "version" };
  return { kind: "verb", ...(parsed as Parsed) };
}

/** `deno task demo -- --no-tui` hands its `--` on, and a verb without arguments has no other use for it. */
function withoutSeparator(verbs: readonly VerbRow[], argv: readonly string[]): string[] {
  const verb = verbs.find((each) => each.name === argv[0]);
  const isOurs = verb?.arguments.length === 0 && argv[1] === "--";
  return isOurs ? [...argv.slice(0, 1), ...argv.slice(2)] : [...argv];
}

/** Help of one verb, or of the program for "". */
export function helpOf(verbs: readonly VerbRow[], name: string, columns: number): string {
  const parsing = parseArguments(verbs, [
    ...name.split(" ").filter((word) => word !== ""),
    "--help",
  ], columns);
  return parsing.kind === "text" ? parsing.text : "";
}

function createProgram(
  verbs: readonly VerbRow[],
  columns: number,
  written: string[],
  found: (parsed: Parsed) => void,
): CommandUnknownOpts {
  const program: CommandUnknownOpts = new Command(NAME)
    .description(
      "Gets a markdown spec built, checked and merged by coding agents.\n" +
        "Without a verb it opens the full-screen app, or prints the status where there is no terminal.",
    )
    .usage("[options] [verb] [options]")
    .option("-V, --version", "print the version")
    .helpOption("-h, --help", "print this help; `spec-tui VERB --help` for one verb")
    .helpCommand("help [verb]", "Print the help of one verb")
    .commandsGroup("Project:")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void written.push(text),
      writeErr: () => {},
      getOutHelpWidth: () => columns,
      getErrHelpWidth: () => columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false, formatHelp: verbsFirst })
    .addHelpText("after", `\n${exitCodeTable()}`);
  for (const row of COMMON_OPTIONS) program.addOption(optionOf(row));
  const groups = new Map<string, CommandUnknownOpts>([["", program]]);
  for (const verb of verbs) {
    const words = verb.name.split(" ");
    const name = words.at(-1) ?? "";
    const parent = groups.get(words.slice(0, -1).join(" ")) ?? program;
    const command = parent.command(name, { hidden: verb.isHidden === true });
    groups.set(verb.name, command);
    describe(command, verb);
    if (!verb.isGroup) command.action(() => found(read(verb, command, program)));
  }
  return program;
}

/** Who looks for a verb should not read twenty options first. */
function verbsFirst(command: CommandUnknownOpts, help: Help): string {
  const text = new Help().formatHelp(command, help);
  if (command.parent !== null) return text;
  const blocks = text.trimEnd().split("\n\n");
  const isOptions = (block: string) => block.startsWith("Options:");
  return `${
    [...blocks.filter((block) => !isOptions(block)), ...blocks.filter(isOptions)].join("\n\n")
  }\n`;
}

function describe(command: CommandUnknownOpts, verb: VerbRow): void {
  command.summary(verb.summary)
    .description(
      verb.detail === undefined ? `${verb.summary}.` : `${verb.summary}.\n\n${verb.detail}`,
    )
    .helpGroup(`${verb.group}:`)
    .commandsGroup(`${verb.group}:`)
    .helpOption("-h, --help", "print this help");
  for (const alias of verb.aliases ?? []) command.alias(alias);
  for (const row of verb.arguments) command.addArgument(argumentOf(row));
  for (const row of verb.options) command.addOption(optionOf(row));
  if (verb.takesAnything) command.allowUnknownOption().allowExcessArguments();
}

function argumentOf(row: ArgumentRow): Argument {
  const dots = row.isVariadic ? "..." : "";
  const argument = new Argument(
    row.isRequired ? `<${row.name}${dots}>` : `[${row.name}${dots}]`,
    row.summary,
  );
  if (row.choices === undefined) return argument;
  return argument.choices([...row.choices])
    .argParser((value) => chosen(row, `'${row.name}'`, value)) as Argument;
}

function optionOf(row: OptionRow): Option {
  const short = row.short === undefined ? "" : `-${row.short}, `;
  const value = row.value === undefined ? "" : ` <${row.value}>`;
  const option: Option = new Option(`${short}--${row.name}${value}`, row.summary);
  if (row.choices !== undefined) option.choices([...row.choices]);
  // Commander's own variadic options would swallow the words that follow them.
  if (row.value !== undefined) option.argParser(collector(row));
  if (row.isHidden) option.hideHelp();
  return option;
}

function collector(row: OptionRow) {
  return (value: string, before: unknown): string[] => {
    const given = chosen(row, `option '--${row.name}'`, value);
    return [...(Array.isArray(before) ? before.map(String) : []), given];
  };
}

/** One of the row's choices, whatever case it was written in. */
function chosen(row: { choices?: readonly string[] }, what: string, value: string): string {
  if (row.choices === undefined) return value;
  const found = row.choices.find((choice) => choice === value.toLowerCase());
  if (found !== undefined) return found;
  // A code of commander's own would have it put a sentence of its own before this one.
  throw new CommanderError(
    1,
    "spec-tui.choice",
    `${what} is one of ${row.choices.join(", ")} (found '${value}')`,
  );
}

function read(verb: VerbRow, command: CommandUnknownOpts, program: CommandUnknownOpts): Parsed {
  const values = command.processedArgs;
  const words = verb.arguments.map((row, at): [string, readonly string[]] => {
    const value: unknown = values[at];
    const list = Array.isArray(value)
      ? value.map(String)
      : value === undefined
      ? []
      : [String(value)];
    return [row.name, list];
  });
  return {
    verb,
    arguments: new Map(words),
    options: new Map([...given(COMMON_OPTIONS, program), ...given(verb.options, command)]),
  };
}

/** Only what stood on the command line: a switch's default is no wish. */
function given(
  rows: readonly OptionRow[],
  command: CommandUnknownOpts,
): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const values: Readonly<Record<string, unknown>> = command.opts();
  for (const row of rows) {
    const attribute = optionOf(row).attributeName();
    if (command.getOptionValueSource(attribute) !== "cli") continue;
    const value = values[attribute];
    if (row.value === undefined && value !== !row.name.startsWith("no-")) continue;
    found.set(row.name, Array.isArray(value) ? value.map(String) : []);
  }
  return found;
}
