// Small pieces of markdown for prompts.

/** A headed section, or nothing when there is nothing to say. */
export function section(title: string, body: string): string {
  return body.trim() === "" ? "" : `## ${title}\n\n${closed(body.trim())}`;
}

/** A text whose open fence or comment is ended, or it would swallow all that follows. */
export function closed(text: string): string {
  let fence = "";
  let isComment = false;
  for (const line of text.split("\n")) {
    if (isComment) {
      isComment = !line.includes("-->");
      continue;
    }
    const [, mark = "", info = ""] = FENCE.exec(line) ?? [];
    if (fence !== "") {
      if (mark.startsWith(fence) && info.trim() === "") fence = "";
    } else if (mark !== "" && !(mark.startsWith("`") && info.includes("`"))) fence = mark;
    else isComment = line.lastIndexOf("<!--") > line.lastIndexOf("-->");
  }
  return `${text}${fence === "" ? "" : `\n${fence}`}${isComment ? "\n-->" : ""}`;
}

const FENCE = /^[\s>]*(?:[-*+]\s+|\d+[.)]\s+)?(`{3,}|~{3,})(.*)$/;

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item.trim().replaceAll("\n", "\n  ")}`).join("\n");
}

/** Text in a fence that nothing within it can close. */
export function fenced(text: string, language: string): string {
  const longest = [...text.matchAll(/`{3,}/g)]
    .reduce((most, [run]) => Math.max(most, run.length), 2);
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}

/** The end of a long text, said to be one. */
export function tailOf(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const cut = text.length - longest;
  return `(${cut} characters before this were left out)\n${text.slice(cut)}`;
}
