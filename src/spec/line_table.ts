// The lines of a text, five numbers each. Objects for every line would be most of what reading a large spec
// costs: the garbage collector copies them. One is made when a line is asked for.

const CODES = {
  blank: 0,
  text: 1,
  item: 2,
  heading: 3,
  rule: 4,
  quote: 5,
  code: 6,
  comment: 7,
  front: 8,
} as const;
export type LineKind = keyof typeof CODES;

const KINDS: readonly LineKind[] = [
  "blank",
  "text",
  "item",
  "heading",
  "rule",
  "quote",
  "code",
  "comment",
  "front",
];

export interface LineCells {
  kind: LineKind;
  start: number;
  /** Without the line ending. */
  end: number;
  /** Where the text of the line begins: after indentation, hashes or bullet. */
  content: number;
  /** In columns; a tab goes to the next multiple of four. */
  indent: number;
  /** Hashes of a heading, of a text line that lacks the space after them, of a heading in a list; else 0. */
  level: number;
}

export type Line = Readonly<LineCells>;

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
      const kind = cell(index, 4);
      return {
        kind: KINDS[kind >> 4] ?? "text",
        start: cell(index, 0),
        end: cell(index, 1),
        content: cell(index, 2),
        indent: cell(index, 3),
        level: kind & MAX_LEVEL,
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
      cells[from + 4] = (CODES[line.kind] << 4) | Math.min(line.level, MAX_LEVEL);
      length++;
    },
  };
}

export function allLines(table: LineTable): readonly Line[] {
  return Array.from({ length: table.length }, (_, index) => table.at(index) ?? NOTHING);
}

const NOTHING: Line = { kind: "blank", start: 0, end: 0, content: 0, indent: 0, level: 0 };
