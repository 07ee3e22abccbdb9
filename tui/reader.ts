// Bytes from the terminal, read until it ends, and the pause while another program has the terminal.
import type { InputEvent } from "./input_event.ts";
import { createKeyParser } from "./keys.ts";

export interface ReaderOptions {
  /** Null at the end of input. */
  readonly read: (buffer: Uint8Array) => Promise<number | null>;
  /** Calls back once after a silence; returns how to call that off. */
  readonly afterSilence: (call: () => void) => () => void;
  readonly onInput: (event: InputEvent) => void;
}

export class Reader {
  #isStopped = false;
  #pause:
    | { readonly begun: PromiseWithResolvers<void>; readonly over: PromiseWithResolvers<void> }
    | null = null;
  #callOff = () => {};
  readonly #keys = createKeyParser();
  readonly #options: ReaderOptions;

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    const buffer = new Uint8Array(65_536);
    while (!this.#isStopped) {
      if (this.#pause !== null && !this.#keys.isPending) {
        this.#pause.begun.resolve();
        await this.#pause.over.promise;
        continue;
      }
      const count = await this.#options.read(buffer).catch(() => null);
      if (count === null) return this.#emit([{ kind: "end" }]);
      this.#emit(this.#keys.feed(buffer.subarray(0, count)));
      this.#awaitSilence();
    }
  }

  /** Resolves when no read is under way; one that is must first be ended by a reply. */
  pause(): Promise<void> {
    this.#pause = { begun: Promise.withResolvers(), over: Promise.withResolvers() };
    return this.#pause.begun.promise;
  }

  resume(): void {
    this.#pause?.over.resolve();
    this.#pause = null;
  }

  stop(): void {
    this.#isStopped = true;
    this.#callOff();
    this.resume();
  }

  #awaitSilence(): void {
    this.#callOff();
    if (!this.#keys.isPending) return;
    this.#callOff = this.#options.afterSilence(() => {
      this.#emit(this.#keys.flush());
      this.#awaitSilence();
    });
  }

  #emit(events: readonly InputEvent[]): void {
    if (this.#isStopped) return;
    for (const event of events) this.#options.onInput(event);
  }
}
