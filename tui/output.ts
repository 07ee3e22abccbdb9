// What goes to the terminal, one write at a time: a slow terminal gets fewer frames, never a backlog.
import { diff } from "./diff.ts";
import type { Grid } from "./grid.ts";
import type { Painter } from "./paint.ts";

export interface OutputOptions {
  readonly painter: Painter;
  /** Resolves when the terminal has taken all of it. */
  readonly write: (codes: string) => Promise<void>;
  /** Everything is out. */
  readonly onIdle: () => void;
}

export class Output {
  #painter: Painter;
  #shown: Grid | null = null;
  #queue = "";
  #writing: Promise<void> | null = null;
  #isOpen = false;
  readonly #options: OutputOptions;

  constructor(options: OutputOptions) {
    this.#options = options;
    this.#painter = options.painter;
  }

  /** The screen is ours and holds nothing we know. */
  open(codes: string): void {
    this.#isOpen = true;
    this.#shown = null;
    this.send(codes);
  }

  /** Nothing goes out any more but what is on its way; then `codes`. */
  async close(codes: string): Promise<void> {
    this.#isOpen = false;
    this.#queue = "";
    await this.#writing;
    await this.#options.write(codes);
  }

  get isIdle(): boolean {
    return this.#writing === null;
  }

  /** False when the frame was not taken: keep the latest. */
  draw(grid: Grid): boolean {
    if (!this.#isOpen || !this.isIdle) return false;
    const codes = diff(this.#shown, grid, this.#painter);
    this.#shown = grid;
    this.send(codes);
    return true;
  }

  /** The next frame is drawn in full. */
  forget(painter: Painter = this.#painter): void {
    this.#painter = painter;
    this.#shown = null;
  }

  send(codes: string): void {
    if (!this.#isOpen) return;
    this.#queue += codes;
    this.#pump();
  }

  #pump(): void {
    if (this.#writing !== null || this.#queue === "") return;
    const codes = this.#queue;
    this.#queue = "";
    this.#writing = this.#write(codes);
  }

  async #write(codes: string): Promise<void> {
    try {
      await this.#options.write(codes);
    } catch {
      // Nobody knows which part arrived.
      this.#shown = null;
    }
    this.#writing = null;
    if (!this.#isOpen) return;
    this.#pump();
    if (this.isIdle) this.#options.onIdle();
  }
}
