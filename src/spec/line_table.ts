// The lines of a text, five numbers each. Objects for every line would be most of what reading a large spec
// costs: the garbage collector copies them. One is made when a line is asked for.

const KINDS = [
  "blank",
  "text",
  "item",
  "heading",
  "rule",
  "quote",
  "code",
  "comment",
  "front",
] as const;
export type LineKind = typeof KINDS[number];

export interface Line {
  readonly kind: LineKind;
  readonly start: number;
  /** Without the line ending. */
  readonly end: number;
  /** Where the text of the line begins: after indentation, hashes or bullet. */
  readonly content: number;
  /** In columns; a tab goes to the next multiple of four. */
  readonly indent: number;
  /** Hashes of a heading, of a text line that lacks the space after them, of a heading in a list; else 0. */
  readonly level: number;
}

export interface LineTable {
  readonly length: number;
  /** Undefined outside of the text. */
  at(index: number): Line | undefined;
  isBlank(index: number): boolean;
  level(index: number): number;
  start(index: number): number;
  push(line: Line): void;
}

const WIDTH = 5;
const MAX_LEVEL = 15;

export function createLineTable(): LineTable {
  let cells = new Int32Array(256 * WIDTH);
  let length = 0;
  const cell = (index: number, offset: number) => cells[index * WIDTH + offset] ?? 0;
  return {
    get length() {
      return length;
    },
    at(index) {
      if (index < 0 || index >= length) return undefined;
      return {
        kind: KINDS[cell(index, 4) >> 4] ?? "text",
        start: cell(index, 0),
        end: cell(index, 1),
        content: cell(index, 2),
        indent: cell(index, 3),
        level: cell(index, 4) & MAX_LEVEL,
      };
    },
    isBlank: (index) => cell(index, 4) >> 4 === 0,
    level: (index) => cell(index, 4) & MAX_LEVEL,
    start: (index) => cell(index, 0),
    push(line) {
      const from = length * WIDTH;
      if (from === cells.length) {
        const wider = new Int32Array(cells.length * 2);
        wider.set(cells);
        cells = wider;
      }
      cells[from] = line.start;
      cells[from + 1] = line.end;
      cells[from + 2] = line.content;
      cells[from + 3] = line.indent;
      cells[from + 4] = (KINDS.indexOf(line.kind) << 4) | Math.min(line.level, MAX_LEVEL);
      length++;
    },
  };
}

export function allLines(table: LineTable): readonly Line[] {
  return Array.from({ length: table.length }, (_, index) => table.at(index) ?? NOTHING);
}

const NOTHING: Line = { kind: "blank", start: 0, end: 0, content: 0, indent: 0, level: 0 };
