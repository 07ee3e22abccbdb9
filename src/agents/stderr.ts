// The part of stderr that tells why a call failed. CLIs print banners, transcripts and stack traces there, so
// the last line that calls itself an error counts, else the last few lines.

const ESCAPES =
  // deno-lint-ignore no-control-regex
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;

export function withoutEscapes(text: string): string {
  return text.replace(ESCAPES, "");
}

/** One to four lines, without stack frames and without the word that announces them. */
export function errorText(stderr: string): string {
  const lines = withoutEscapes(stderr).split(/\r\n|\r|\n/).map((line) => line.trimEnd());
  const at = lines.findLastIndex((line) => ANNOUNCED.test(line));
  if (at >= 0) {
    const more = lines.slice(at + 1, at + 4);
    const end = more.findIndex((line) => line === "" || STACK.test(line) || ANNOUNCED.test(line));
    const told = [lines[at] ?? "", ...more.slice(0, end < 0 ? more.length : end)];
    return told.join("\n").replace(REPORT, "").replace(/^\s*(?:error|fatal):\s*/i, "").trim();
  }
  return tellingLines(stderr).slice(-3).join("\n").trim();
}

/** What is left of stderr without colours, stack frames and what CLIs print at every start. */
export function tellingLines(stderr: string): readonly string[] {
  return withoutEscapes(stderr).split(/\r\n|\r|\n/).map((line) => line.trimEnd())
    .filter((line) => line.trim() !== "" && !STACK.test(line) && !CHATTER.test(line));
}

const ANNOUNCED =
  /^\s*(?:\d{4}-\d\d-\d\dT\S+\s+)?(?:error\b(?!\.)|fatal\b|panic\b|uncaught\b|[a-z_]*(?:error|exception):)/i;
// Gemini CLI names the file of its report before the reason.
const REPORT =
  /^\s*Error when talking to Gemini API Full report available at: \S+\s+(?:_?\w*Error: )?/;
const STACK =
  /^\s+at \S|^\s*[{}\]],?$|^\s+\w+: (?:\[|\{|'|\d|undefined)|^node:internal|^Node\.js v\d|^tokens used$|^[\d,]+$/;
const CHATTER =
  /^(?:warning\b|\[STARTUP\]|YOLO mode|Ripgrep is not|Reading additional input|Reading prompt from|An unexpected critical error occurred:\s*\[object)/i;
