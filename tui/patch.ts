// A unified diff, as git prints it, as a value: files with their hunks, each line with its numbers.

export interface Patch {
  readonly files: readonly FilePatch[];
  /** The text broke off: there is more than this. */
  readonly isCut: boolean;
}

export type FileChange = "changed" | "added" | "deleted" | "renamed" | "copied";

export interface FilePatch {
  /** Where it is now; of a deleted one, where it was. */
  readonly path: string;
  /** Where it was, when that is elsewhere. */
  readonly oldPath: string;
  readonly change: FileChange;
  readonly isBinary: boolean;
  /** `100644 → 100755`; empty when it stayed. */
  readonly mode: string;
  readonly added: number;
  readonly removed: number;
  readonly hunks: readonly Hunk[];
}

export interface Hunk {
  /** What git found above it: a function, a heading. */
  readonly heading: string;
  readonly range: string;
  readonly lines: readonly PatchLine[];
}

export interface PatchLine {
  readonly kind: "same" | "added" | "removed" | "note";
  readonly text: string;
  readonly old: number | null;
  readonly now: number | null;
}

/** The last line of a text that was cut is left out: it may be half of one. */
export function parsePatch(text: string, isCut = false): Patch {
  const lines = text.split("\n");
  if (isCut || lines.at(-1) === "") lines.pop();
  const files: FilePatch[] = [];
  for (let at = 0; at < lines.length;) {
    if (!lines[at]?.startsWith("diff --git ")) {
      at++;
      continue;
    }
    const read = readFile(lines, at);
    files.push(read.file);
    at = read.end;
  }
  return { files, isCut };
}

interface Building {
  path: string;
  oldPath: string;
  change: FileChange;
  isBinary: boolean;
  mode: string;
  added: number;
  removed: number;
  readonly hunks: Hunk[];
}

function readFile(lines: readonly string[], start: number): { file: FilePatch; end: number } {
  const path = sharedPath((lines[start] ?? "").slice("diff --git ".length));
  const file: Building = {
    path,
    oldPath: path,
    change: "changed",
    isBinary: false,
    mode: "",
    added: 0,
    removed: 0,
    hunks: [],
  };
  let at = start + 1;
  for (; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.startsWith("diff --git ")) break;
    if (line.startsWith("@@ ")) {
      at = readHunk(lines, at, file) - 1;
      continue;
    }
    readHeader(file, line);
  }
  return { file, end: at };
}

function readHeader(file: Building, line: string): void {
  const field = (name: string) => line.startsWith(name) ? line.slice(name.length) : null;
  const oldMode = field("old mode ");
  const newMode = field("new mode ");
  const from = field("rename from ") ?? field("copy from ");
  const to = field("rename to ") ?? field("copy to ");
  const before = field("--- ");
  const after = field("+++ ");
  if (oldMode !== null) file.mode = oldMode;
  else if (newMode !== null) file.mode = `${file.mode} → ${newMode}`;
  else if (line.startsWith("new file mode ")) file.change = "added";
  else if (line.startsWith("deleted file mode ")) file.change = "deleted";
  else if (from !== null) {
    file.change = line.startsWith("copy") ? "copied" : "renamed";
    file.oldPath = unquote(from);
  } else if (to !== null) file.path = unquote(to);
  else if (line.startsWith("Binary files ") || line === "GIT binary patch") file.isBinary = true;
  else if (before !== null && before !== "/dev/null") file.oldPath = stripped(before);
  else if (after !== null && after !== "/dev/null") file.path = stripped(after);
  if (file.change === "added") file.oldPath = file.path;
  if (file.change === "deleted") file.path = file.oldPath;
}

/** Returns where the next thing begins: a hunk's own counts say how long it is, whatever its lines look like. */
function readHunk(lines: readonly string[], start: number, file: Building): number {
  const head = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/.exec(lines[start] ?? "");
  if (head === null) return start + 1;
  let [old, now] = [Number(head[1]), Number(head[3])];
  const oldEnd = old + Number(head[2] ?? 1);
  const nowEnd = now + Number(head[4] ?? 1);
  const range = (lines[start] ?? "").split(" @@")[0]?.slice(3) ?? "";
  const read: PatchLine[] = [];
  let at = start + 1;
  for (; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const text = line.slice(1);
    if (line.startsWith("\\")) {
      read.push({ kind: "note", text: text.trim(), old: null, now: null });
    } else if (old >= oldEnd && now >= nowEnd) break;
    else if (line.startsWith("+")) {
      read.push({ kind: "added", text, old: null, now: now++ });
      file.added++;
    } else if (line.startsWith("-")) {
      read.push({ kind: "removed", text, old: old++, now: null });
      file.removed++;
    } // Some tools strip the blank of an empty line.
    else if (line.startsWith(" ") || line === "") {
      read.push({ kind: "same", text, old: old++, now: now++ });
    } else break;
  }
  file.hunks.push({ heading: head[5] ?? "", range, lines: read });
  return at;
}

/** Of `a/x b/x`: the same path twice, which may hold blanks. */
function sharedPath(text: string): string {
  if (text.startsWith('"')) return stripped(text.slice(0, text.indexOf('"', quotedEnd(text)) + 1));
  return stripped(text.slice(0, Math.floor((text.length - 1) / 2)));
}

function quotedEnd(text: string): number {
  let at = 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}

/** Without git's `a/` or `b/`, its quotes, and the tab it puts after a name with blanks. */
function stripped(path: string): string {
  return unquote(path.replace(/\t$/, "")).replace(/^[ab]\//, "");
}

const escapes: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  '"': 34,
  "\\": 92,
};

/** `"a/\303\244"`: bytes that git would not print as they are. */
function unquote(path: string): string {
  if (!path.startsWith('"') || !path.endsWith('"') || path.length < 2) return path;
  const bytes: number[] = [];
  for (const [part = ""] of path.slice(1, -1).matchAll(/\\[0-7]{3}|\\.|[^\\]+/gs)) {
    if (/^\\[0-7]/.test(part)) bytes.push(parseInt(part.slice(1), 8));
    else if (part.startsWith("\\")) bytes.push(escapes[part.slice(1)] ?? part.charCodeAt(1));
    else bytes.push(...new TextEncoder().encode(part));
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}
