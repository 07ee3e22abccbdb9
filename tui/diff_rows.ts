// A patch as rows: the list of files, then each file with its hunks, unified or side by side. What a line holds
// is made visible, never obeyed: a reviewer must see control and direction signs, not their effect.
import { plural } from "./format.ts";
import type { Glyphs } from "./glyphs.ts";
import { memo } from "./memo.ts";
import type { FileChange, FilePatch, Hunk, Patch, PatchLine } from "./patch.ts";
import { sanitiseLabel, sanitiseLine } from "./sanitise.ts";
import {
  fitLine,
  type Line,
  lineWidth,
  restyle,
  span,
  spread,
  truncateLine,
  wrapLine,
} from "./spans.ts";
import type { Role, Style } from "./style.ts";

export interface DiffRows {
  readonly total: number;
  readonly line: (at: number) => Line;
  /** The row at which each file begins. */
  readonly files: readonly number[];
}

export interface DiffLook {
  readonly columns: number;
  readonly isSideBySide: boolean;
  readonly glyphs: Glyphs;
}

/** Rows of one line, made when they are seen. */
type Row = () => Line;

export const diffRows = memo(
  (patch: Patch, columns: number, isSideBySide: boolean, glyphs: Glyphs): DiffRows => {
    const look = { columns, isSideBySide, glyphs };
    const rows: Row[] = patch.files.length > 1
      ? [...patch.files.map((file) => () => listed(file, look)), blank]
      : [];
    const files: number[] = [];
    for (const file of patch.files) {
      files.push(rows.length);
      rows.push(() => fileHead(file, look));
      for (const row of fileRows(file, look)) rows.push(row);
      rows.push(blank);
    }
    if (patch.isCut) {
      rows.push(() => [span("The diff goes on: only its first 2 MB are shown.", { fg: "warn" })]);
    } else rows.pop();
    return { total: rows.length, line: (at) => rows[at]?.() ?? [], files };
  },
);

const blank: Row = () => [];

/** `3 files  +10 -2`, for the line above. */
export function patchTotals(patch: Patch, glyphs: Glyphs): Line {
  const sum = (of: (file: FilePatch) => number) => patch.files.reduce((all, f) => all + of(f), 0);
  const more = patch.isCut ? ` ${glyphs.atLeast}` : "";
  return [
    span(`${plural(patch.files.length, "file")}${more}  `),
    ...counts(sum((file) => file.added), sum((file) => file.removed)),
  ];
}

function counts(added: number, removed: number): Line {
  return [
    span(`+${added}`, { fg: added > 0 ? "added" : "muted" }),
    span(" "),
    span(`-${removed}`, { fg: removed > 0 ? "removed" : "muted" }),
  ];
}

const signs: Readonly<Record<FileChange, { readonly sign: string; readonly role: Role }>> = {
  changed: { sign: "M", role: "info" },
  added: { sign: "A", role: "added" },
  deleted: { sign: "D", role: "removed" },
  renamed: { sign: "R", role: "accent" },
  copied: { sign: "C", role: "accent" },
};

function listed(file: FilePatch, { columns, glyphs }: DiffLook): Line {
  const { sign, role } = signs[file.change];
  const right = file.isBinary
    ? [span("binary", { fg: "muted" })]
    : counts(file.added, file.removed);
  return spread(
    [span(`${sign} `, { fg: role, bold: true }), span(nameOf(file, glyphs))],
    [span(" "), ...right],
    columns,
    glyphs.more,
  );
}

function nameOf(file: FilePatch, glyphs: Glyphs): string {
  const now = sanitiseLabel(visible(file.path));
  if (file.oldPath === file.path) return now;
  return `${sanitiseLabel(visible(file.oldPath))} ${glyphs.arrow} ${now}`;
}

function fileHead(file: FilePatch, { columns, glyphs }: DiffLook): Line {
  const { sign, role } = signs[file.change];
  const words: Readonly<Record<FileChange, string>> = {
    changed: "",
    added: "new file",
    deleted: "deleted",
    renamed: "renamed",
    copied: "copied",
  };
  const mode = file.mode.replace("→", glyphs.arrow);
  const notes = [words[file.change], mode === "" ? "" : `mode ${mode}`].filter((one) => one !== "");
  const tail: Line = [
    ...notes.length === 0 ? [] : [span(` ${notes.join(", ")} `, { fg: "muted" })],
    span(" "),
    ...file.isBinary ? [span("binary", { fg: "muted" })] : counts(file.added, file.removed),
  ];
  const room = Math.max(4, columns - lineWidth(tail) - 1);
  const name = truncateLine(
    [
      span(`${sign} `, { fg: role, bold: true }),
      span(nameOf(file, glyphs), { fg: "title", bold: true }),
    ],
    room,
    glyphs.more,
  );
  const rule = glyphs.horizontal.repeat(Math.max(0, room - lineWidth(name)));
  return [...name, span(" "), span(rule, { fg: "border" }), ...tail];
}

function fileRows(file: FilePatch, look: DiffLook): Row[] {
  if (file.isBinary) return [() => [span("Binary contents differ.", { fg: "muted" })]];
  if (file.hunks.length === 0) {
    const what = file.change === "added" || file.change === "deleted"
      ? "It is empty."
      : "Its contents are the same.";
    return [() => [span(what, { fg: "muted" })]];
  }
  const digits = digitsOf(file);
  const draw = look.isSideBySide ? pairedRows : unifiedRows;
  return file.hunks.flatMap((hunk) => [
    () => hunkHead(hunk, look),
    ...draw(hunk, digits, look),
  ]);
}

function digitsOf(file: FilePatch): number {
  const last = file.hunks.at(-1)?.lines.findLast((line) => line.now !== null || line.old !== null);
  return Math.max(3, String(Math.max(last?.now ?? 0, last?.old ?? 0)).length);
}

function hunkHead({ range, heading }: Hunk, { columns, glyphs }: DiffLook): Line {
  const text = `@@ ${range} @@ ${sanitiseLabel(visible(heading))}`;
  return truncateLine([span(text, { fg: "info", dim: true })], columns, glyphs.more);
}

interface LineLook {
  readonly sign: string;
  readonly fg: Role;
  readonly bg?: Role;
}

const looks: Readonly<Record<PatchLine["kind"], LineLook>> = {
  same: { sign: " ", fg: "text" },
  added: { sign: "+", fg: "added", bg: "addedGround" },
  removed: { sign: "-", fg: "removed", bg: "removedGround" },
  note: { sign: " ", fg: "muted" },
};

function styleOf({ fg, bg }: LineLook): Style {
  return bg === undefined ? { fg } : { fg, bg };
}

function unifiedRows(hunk: Hunk, digits: number, { columns }: DiffLook): Row[] {
  const hasNumbers = columns >= 60;
  const gutter = hasNumbers ? digits * 2 + 2 : 0;
  const room = Math.max(4, columns - gutter - 2);
  return hunk.lines.flatMap((line): Row[] => {
    const look = looks[line.kind];
    const style = styleOf(look);
    const number = (value: number | null) => (value === null ? "" : String(value)).padStart(digits);
    return parts(line, room).map((part, at) => () => [
      ...!hasNumbers ? [] : [
        span(
          at === 0 ? `${number(line.old)} ${number(line.now)} ` : " ".repeat(gutter),
          { fg: "border" },
        ),
      ],
      span(`${at === 0 ? look.sign : " "} `, style),
      ...fitLine(restyle(part(), style), room, style),
    ]);
  });
}

/** What was removed stands left of what came in its place. */
function pairedRows(hunk: Hunk, digits: number, { columns, glyphs }: DiffLook): Row[] {
  const half = Math.floor((columns - 3) / 2);
  const edge = span(` ${glyphs.vertical} `, { fg: "border" });
  return pairs(hunk.lines).flatMap(([left, right]): Row[] => {
    const before = halfRows(left, left?.old ?? null, { digits, half });
    const after = halfRows(right, right?.now ?? null, { digits, half });
    const count = Math.max(before.length, after.length);
    return Array.from({ length: count }, (_, at) => () => [
      ...before[at]?.() ?? [span(" ".repeat(half))],
      edge,
      ...after[at]?.() ?? [],
    ]);
  });
}

function halfRows(
  line: PatchLine | null,
  number: number | null,
  { digits, half }: { readonly digits: number; readonly half: number },
): Row[] {
  if (line === null) return [];
  const look = looks[line.kind];
  const style = styleOf(look);
  const room = Math.max(4, half - digits - 3);
  return parts(line, room).map((part, at) => () => [
    span((at > 0 || number === null ? "" : String(number)).padStart(digits), { fg: "border" }),
    span(" "),
    span(`${at === 0 ? look.sign : " "} `, style),
    ...fitLine(restyle(part(), style), room, style),
  ]);
}

function pairs(lines: readonly PatchLine[]): [PatchLine | null, PatchLine | null][] {
  const paired: [PatchLine | null, PatchLine | null][] = [];
  let removed: PatchLine[] = [];
  let added: PatchLine[] = [];
  const settle = () => {
    for (let at = 0; at < Math.max(removed.length, added.length); at++) {
      paired.push([removed[at] ?? null, added[at] ?? null]);
    }
    [removed, added] = [[], []];
  };
  let last: PatchLine["kind"] = "same";
  for (const line of lines) {
    if (line.kind === "removed") {
      if (last === "added") settle();
      removed.push(line);
    } else if (line.kind === "added") added.push(line);
    else if (line.kind === "note" && last === "removed") removed.push(line);
    else if (line.kind === "note" && last === "added") added.push(line);
    else {
      settle();
      paired.push([line, line]);
    }
    if (line.kind !== "note") last = line.kind;
  }
  settle();
  return paired;
}

/** The rows of one line at this width; only a long one is measured before it is seen. */
function parts(line: PatchLine, room: number): Row[] {
  if (line.text.length * 4 <= room) return [() => sanitiseLine(visible(line.text)).spans];
  const whole = sanitiseLine(visible(line.text)).spans;
  return lineWidth(whole) <= room ? [() => whole] : wrapLine(whole, room).map((part) => () => part);
}

// Tabs stay; everything else that a terminal obeys, and all that reorders or hides text, is named.
// deno-lint-ignore no-control-regex -- they are what is looked for
const hidden = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]|(?![\u200c\u200d])\p{Cf}/gu;

function visible(text: string): string {
  return text.replaceAll(hidden, (sign) => {
    if (sign === "\r") return "^M";
    const code = (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return `<U+${code}>`;
  });
}
