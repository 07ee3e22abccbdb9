// A command line as written in config, cut into words the way a POSIX shell would, without a shell:
// quotes and backslashes work, nothing is expanded.

export type Words =
  | { readonly ok: true; readonly words: readonly string[] }
  | { readonly ok: false; readonly error: string };

type Quote = "" | "'" | '"';

/** Cuts a line into words; an open quote or a trailing backslash is an error. */
export function splitWords(line: string): Words {
  const words: string[] = [];
  let word: string | null = null;
  let quote: Quote = "";
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    if (char === "\0") return { ok: false, error: "it holds a NUL character" };
    if (quote === "'") {
      if (char === "'") quote = "";
      else word = (word ?? "") + char;
    } else if (char === "\\") {
      const next = line.charAt(++at);
      if (next === "") return { ok: false, error: "it ends in a backslash" };
      if (next !== "\n") word = (word ?? "") + escaped(next, quote);
    } else if (quote === '"') {
      if (char === '"') quote = "";
      else word = (word ?? "") + char;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= "";
    } else if (isBlank(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? "") + char;
  }
  if (quote !== "") return { ok: false, error: `a ${quote} is not closed` };
  if (word !== null) words.push(word);
  return { ok: true, words };
}

/** What a backslash and the character after it stand for. */
function escaped(next: string, quote: Quote): string {
  if (quote === '"' && !'"\\$`'.includes(next)) return `\\${next}`;
  return next;
}

/** The name a program is known by: its file name without folders, lower case, without `.exe` and the like. */
export function baseName(path: string): string {
  const name = path.split(/[/\\]/).at(-1) ?? "";
  return name.toLowerCase().replace(/\.(exe|cmd|bat|ps1)$/, "");
}

function isBlank(char: string): boolean {
  return char === " " || char === "\t" || char === "\n" || char === "\r";
}
