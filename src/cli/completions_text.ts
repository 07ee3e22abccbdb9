// Completion scripts for bash, zsh and fish, generated from the table of verbs. They need nothing but the shell;
// ids of tasks are asked of the program itself.
import { COMMON_OPTIONS } from "./options.ts";
import type { ArgumentRow, OptionRow, VerbRow } from "./verb.ts";

export type Shell = "bash" | "zsh" | "fish";

interface Place {
  /** Verb words, `` for the program. */
  readonly path: string;
  readonly summary: string;
  readonly options: readonly OptionRow[];
  readonly arguments: readonly ArgumentRow[];
  readonly verbs: readonly { readonly name: string; readonly summary: string }[];
}

export function completionScript(verbs: readonly VerbRow[], shell: Shell): string {
  const places = placesOf(verbs.filter((verb) => !verb.isHidden));
  switch (shell) {
    case "bash":
      return bashScript(places);
    case "zsh":
      return zshScript(places);
    case "fish":
      return fishScript(places);
  }
}

function placesOf(verbs: readonly VerbRow[]): Place[] {
  const isUnder = (path: string, name: string) =>
    path === ""
      ? !name.includes(" ")
      : name.startsWith(`${path} `) && !name.slice(path.length + 1).includes(" ");
  const under = (path: string) =>
    verbs.filter((verb) => isUnder(path, verb.name)).flatMap(({ name, aliases, summary }) => [
      { name: name.split(" ").at(-1) ?? "", summary },
      ...(aliases ?? []).map((alias) => ({ name: alias, summary })),
    ]);
  const root = { path: "", summary: "", options: [], arguments: [], verbs: under("") };
  const rows = verbs.flatMap((verb) => {
    const place = { ...verb, path: verb.name, verbs: under(verb.name) };
    const parent = verb.name.split(" ").slice(0, -1).join(" ");
    const named = (verb.aliases ?? []).map((alias) => ({
      ...place,
      path: `${parent} ${alias}`.trim(),
    }));
    return [place, ...named];
  });
  return [root, ...rows];
}

/** Every option of a place, the common ones included. */
function optionsOf(place: Place): readonly OptionRow[] {
  return [...place.options, ...COMMON_OPTIONS.filter((option) => !option.isHidden), HELP];
}

const HELP: OptionRow = { name: "help", short: "h", summary: "print help" };

function flagsOf(option: OptionRow): string[] {
  return [`--${option.name}`, ...(option.short === undefined ? [] : [`-${option.short}`])];
}

/** What a value is completed with: words, the program's own answer, or files. */
function sourceOf(row: { completes?: string; choices?: readonly string[] }): string {
  if (row.choices !== undefined) return `words:${row.choices.join(" ")}`;
  return row.completes === undefined ? "none" : row.completes;
}

/** What each shell asks: the source of a value, of an argument, and the words at a place. */
function lookups(places: readonly Place[]): string {
  const values = places.flatMap((place) =>
    optionsOf(place).filter((option) => option.value !== undefined).flatMap((option) =>
      flagsOf(option).map((flag) => answer(`${place.path}|${flag}`, sourceOf(option)))
    )
  );
  const given = places.flatMap((place) =>
    place.arguments.flatMap((row, at) => [
      answer(`${place.path}|${at}`, sourceOf(row)),
    ])
  );
  const verbs = places.map((place) =>
    answer(place.path, place.verbs.map((verb) => verb.name).join(" "))
  );
  const flags = places.map((place) =>
    answer(place.path, optionsOf(place).flatMap(flagsOf).join(" "))
  );
  const paths = places.filter((place) => place.path !== "").map((place) => quoted(place.path));
  return `_spec_tui_value() {
  case $1 in
${[...new Set(values)].join("\n")}
  esac
}
_spec_tui_argument() {
  case $1 in
${given.join("\n")}
  esac
}
_spec_tui_verbs() {
  case $1 in
${verbs.join("\n")}
  esac
}
_spec_tui_flags() {
  case $1 in
${flags.join("\n")}
  esac
}
_spec_tui_is_verb() {
  case $1 in
  ${paths.join(" | ")}) return 0 ;;
  esac
  return 1
}
`;
}

function answer(question: string, words: string): string {
  return `    ${quoted(question)}) printf '%s\\n' ${quoted(words)} ;;`;
}

/** The words so far choose the place; then it is an option's value, an option, a verb or an argument. */
function bashScript(places: readonly Place[]): string {
  return `# bash completion for spec-tui; load it with: source <(spec-tui completions bash)
${lookups(places)}_spec_tui_from() {
  local cur=$2
  case $1 in
    words:*) COMPREPLY=($(compgen -W "\${1#words:}" -- "$cur")) ;;
    task) COMPREPLY=($(compgen -W "$(spec-tui __complete 2>/dev/null)" -- "$cur")) ;;
    file) COMPREPLY=($(compgen -f -- "$cur")) ;;
    folder) COMPREPLY=($(compgen -d -- "$cur")) ;;
  esac
}
_spec_tui() {
  local line=\${COMP_LINE:0:COMP_POINT} words cur path= word previous= count=0 i
  COMPREPLY=()
  read -ra words <<<"$line"
  case $line in *[[:space:]]) words+=("") ;; esac
  cur=\${words[\${#words[@]}-1]}
  for ((i = 1; i < \${#words[@]} - 1; i++)); do
    word=\${words[i]}
    if [ -n "$previous" ]; then previous=; continue; fi
    case $word in
      -*=*) ;;
      -*) if [ -n "$(_spec_tui_value "$path|$word")" ]; then previous=$word; fi ;;
      *) if _spec_tui_is_verb "\${path:+$path }$word"; then path="\${path:+$path }$word"; count=0
         else count=$((count + 1)); fi ;;
    esac
  done
  if [ -n "$previous" ]; then _spec_tui_from "$(_spec_tui_value "$path|$previous")" "$cur"; return; fi
  case $cur in
    --*=*) _spec_tui_from "$(_spec_tui_value "$path|\${cur%%=*}")" "\${cur#*=}"; return ;;
    -*) COMPREPLY=($(compgen -W "$(_spec_tui_flags "$path")" -- "$cur")); return ;;
  esac
  COMPREPLY=($(compgen -W "$(_spec_tui_verbs "$path")" -- "$cur"))
  if [ \${#COMPREPLY[@]} -eq 0 ]; then _spec_tui_from "$(_spec_tui_argument "$path|$count")" "$cur"; fi
}
complete -F _spec_tui spec-tui
`;
}

function zshScript(places: readonly Place[]): string {
  return `#compdef spec-tui
# zsh completion for spec-tui; load it with: source <(spec-tui completions zsh)
${lookups(places)}_spec_tui_from() {
  case $1 in
    words:*) compadd -- \${=1#words:} ;;
    task) compadd -- $(spec-tui __complete 2>/dev/null) ;;
    file) _files ;;
    folder) _files -/ ;;
  esac
}
_spec_tui() {
  local place= word previous= offered i
  local -i count=0
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
    if [[ -n $previous ]]; then previous=; continue; fi
    case $word in
      -*=*) ;;
      -*) if [[ -n $(_spec_tui_value "$place|$word") ]]; then previous=$word; fi ;;
      *) if _spec_tui_is_verb "\${place:+$place }$word"; then place="\${place:+$place }$word"; count=0
         else count+=1; fi ;;
    esac
  done
  if [[ -n $previous ]]; then _spec_tui_from "$(_spec_tui_value "$place|$previous")"; return; fi
  if [[ \${words[CURRENT]} == --*=* ]]; then
    word=\${words[CURRENT]%%=*}
    compset -P '*='
    _spec_tui_from "$(_spec_tui_value "$place|$word")"
    return
  fi
  if [[ \${words[CURRENT]} == -* ]]; then compadd -- \${=$(_spec_tui_flags "$place")}; return; fi
  offered=$(_spec_tui_verbs "$place")
  if [[ -n $offered ]]; then compadd -- \${=offered}; return; fi
  _spec_tui_from "$(_spec_tui_argument "$place|$count")"
}
(( $+functions[compdef] )) || { autoload -U compinit && compinit -u; }
compdef _spec_tui spec-tui
`;
}

function fishScript(places: readonly Place[]): string {
  const lines = [
    "# fish completion for spec-tui; load it with: spec-tui completions fish | source",
    "function __spec_tui_path",
    "  set -l path",
    "  for word in (commandline -opc)[2..-1]",
    "    string match -q -- '-*' $word; and continue",
    "    if contains -- (string join ' ' $path $word) $__spec_tui_verbs",
    "      set path $path $word",
    "    end",
    "  end",
    "  string join ' ' $path",
    "end",
    "function __spec_tui_at",
    "  set -l found (__spec_tui_path)",
    '  test "$found" = "$argv[1]"',
    "end",
    `set -g __spec_tui_verbs ${
      places.filter((place) => place.path !== "").map((place) => fishQuoted(place.path)).join(" ")
    }`,
    "complete -c spec-tui -f",
    "complete -c spec-tui -s V -l version -d 'print the version'",
    ...[...COMMON_OPTIONS, HELP].filter((option) => !option.isHidden).map((option) =>
      fishOption("", option)
    ),
    ...places.flatMap((place) => [
      ...place.verbs.map((verb) =>
        `complete -c spec-tui -n ${fishQuoted(`__spec_tui_at ${fishQuoted(place.path)}`)} -a ${
          fishQuoted(verb.name)
        } -d ${fishQuoted(verb.summary)}`
      ),
      ...place.options.filter((option) => !option.isHidden).map((option) =>
        fishOption(place.path, option)
      ),
      ...place.arguments.map((row) => fishArgument(place.path, row)).filter((line) => line !== ""),
    ]),
  ];
  return `${lines.join("\n")}\n`;
}

function fishOption(path: string, option: OptionRow): string {
  const where = path === "" ? "" : ` -n ${fishQuoted(`__spec_tui_at ${fishQuoted(path)}`)}`;
  const short = option.short === undefined ? "" : ` -s ${option.short}`;
  // Without -x, fish offers the folder's files beside the words of a value.
  const only = option.completes === "file" ? "-r" : "-x";
  const value = option.value === undefined ? "" : ` ${only}${fishSource(option)}`;
  return `complete -c spec-tui${where}${short} -l ${option.name}${value} -d ${
    fishQuoted(option.summary)
  }`;
}

function fishArgument(path: string, row: ArgumentRow): string {
  const source = fishSource(row);
  if (source === "") return "";
  return `complete -c spec-tui -n ${fishQuoted(`__spec_tui_at ${fishQuoted(path)}`)}${source}`;
}

function fishSource(row: { completes?: string; choices?: readonly string[] }): string {
  if (row.choices !== undefined) return ` -a ${fishQuoted(row.choices.join(" "))}`;
  switch (row.completes) {
    case "task":
      return " -a '(spec-tui __complete 2>/dev/null)'";
    case "file":
      return " -F";
    case "folder":
      return " -a '(__fish_complete_directories)'";
    default:
      return "";
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function fishQuoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
