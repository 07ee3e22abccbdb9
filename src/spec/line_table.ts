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

const WIDTH = 5;
const MAX_LEVEL = 15;

/** A class, since closures made anew for each file would be compiled anew for each file. */
export class LineTable {
  #cells: Int32Array;
  #length = 0;
  /** Indexes of the lines of a level above 0. */
  readonly withHashes: number[] = [];

  /** `expected` lines need no room made for them later. */
  constructor(expected: number) {
    this.#cells = new Int32Array((expected + 1) * WIDTH);
  }

  get length(): number {
    return this.#length;
  }

  /** Undefined outside of the text. */
  at(index: number): Line | undefined {
    return index < 0 || index >= this.#length ? undefined : this.read(index, emptyLine());
  }

  /** The same into an object that is there already, for those who read many. */
  read(index: number, into: LineCells): Line {
    const cells = this.#cells;
    const from = index * WIDTH;
    const last = cells[from + 4] ?? 0;
    into.kind = KINDS[last >> 4] ?? "text";
    into.start = cells[from] ?? 0;
    into.end = cells[from + 1] ?? 0;
    into.content = cells[from + 2] ?? 0;
    into.indent = cells[from + 3] ?? 0;
    into.level = last & MAX_LEVEL;
    return into;
  }

  isBlank(index: number): boolean {
    return (this.#cells[index * WIDTH + 4] ?? 0) >> 4 === 0;
  }

  start(index: number): number {
    return this.#cells[index * WIDTH] ?? 0;
  }

  push(line: Line): void {
    const from = this.#length * WIDTH;
    if (from === this.#cells.length) this.#grow();
    const cells = this.#cells;
    cells[from] = line.start;
    cells[from + 1] = line.end;
    cells[from + 2] = line.content;
    cells[from + 3] = line.indent;
    cells[from + 4] = (CODES[line.kind] << 4) | Math.min(line.level, MAX_LEVEL);
    if (line.level > 0) this.withHashes.push(this.#length);
    this.#length++;
  }

  #grow(): void {
    const wider = new Int32Array(this.#cells.length * 2);
    wider.set(this.#cells);
    this.#cells = wider;
  }
}

export function emptyLine(): LineCells {
  return { kind: "blank", start: 0, end: 0, content: 0, indent: 0, level: 0 };
}

export function allLines(table: LineTable): readonly Line[] {
  return Array.from({ length: table.length }, (_, index) => table.read(index, emptyLine()));
}
