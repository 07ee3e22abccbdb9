// The terminal itself: the only file that touches the tty and signals. Whoever enters it leaves it exactly
// once, whatever ends the process; after a kill -9 the guardian does.
import { askStatus, copyCodes, enterCodes, leaveCodes, titleCodes } from "./escapes.ts";
import type { Grid, Size } from "./grid.ts";
import type { Guardian } from "./guardian.ts";
import type { InputEvent } from "./input_event.ts";
import { Output } from "./output.ts";
import type { Painter } from "./paint.ts";
import { Reader } from "./reader.ts";
import { sanitiseLabel } from "./sanitise.ts";
import { startGuardian } from "./terminal_guardian.ts";

export interface TerminalOptions {
  readonly painter: Painter;
  readonly mouse: boolean;
  readonly onInput: (event: InputEvent) => void;
  /** The screen can take a frame again: the last one is out, or we are back from elsewhere. */
  readonly onReady: () => void;
  /** Started before there was anything to show; absent: now. */
  readonly guardian?: Promise<Guardian | null> | undefined;
  /** Called once the terminal is restored after a signal or an uncaught error. */
  readonly exit?: (code: number) => void;
}

/** Runs `body` with the terminal ours, and gives it back however that ends. */
export async function inTerminal<T>(
  options: TerminalOptions,
  body: (terminal: Terminal) => Promise<T>,
): Promise<T> {
  const terminal = new Terminal(options);
  try {
    await terminal.enter();
    return await body(terminal);
  } finally {
    await terminal.leave();
  }
}

export function terminalSize(): Size {
  try {
    const { columns, rows } = Deno.consoleSize();
    if (columns > 0 && rows > 0) return { columns, rows };
  } catch {
    // No window size, as on a serial line.
  }
  return { columns: 80, rows: 24 };
}

const escapeMs = 50;
/** How long a terminal that stopped reading may hold up an ending; then the guardian restores it. */
const stalledMs = 400;
const replyMs = 1000;
const maxCopyBytes = 75_000;
const deadly = [["SIGHUP", 129], ["SIGINT", 130], ["SIGQUIT", 131], ["SIGTERM", 143]] as const;
/** What a key sends to every process of the job. */
const typed: readonly Deno.Signal[] = ["SIGINT", "SIGQUIT"];
const faultCode = 70;

export class Terminal {
  #where: "new" | "in" | "away" | "stopped" | "returning" | "left" = "new";
  #leaving: Promise<void> | null = null;
  #enteredAt = 0;
  #guardian: Guardian | null = null;
  #given: Promise<boolean> = Promise.resolve(true);
  readonly #listening = new AbortController();
  readonly #reader: Reader;
  readonly #output: Output;
  readonly #options: TerminalOptions;

  constructor(options: TerminalOptions) {
    this.#options = options;
    const { painter, onReady, onInput } = options;
    this.#output = new Output({ painter, write: writeAll, onIdle: onReady });
    const read = (buffer: Uint8Array) => Deno.stdin.read(buffer);
    this.#reader = new Reader({ read, afterSilence, onInput });
  }

  async enter(): Promise<void> {
    this.#guardian = await (this.#options.guardian ?? startGuardian());
    this.#listen();
    await this.#takeScreen();
    this.#reader.run().catch((error) => this.#die(faultCode, error));
  }

  /** Gives the terminal back, once. A read stays under way: the process must end by `Deno.exit`. */
  leave(): Promise<void> {
    this.#leaving ??= this.#leaveOnce();
    return this.#leaving;
  }

  /** Draws what changed; false while a frame is on its way or the screen is not ours: keep the latest. */
  draw(grid: Grid): boolean {
    return this.#output.draw(grid);
  }

  /** The next frame is drawn in full, with these colours if given. */
  redraw(painter?: Painter): void {
    this.#output.forget(painter);
  }

  title(text: string): void {
    this.#output.send(titleCodes(sanitiseLabel(text, 200)));
  }

  bell(): void {
    this.#output.send("\x07");
  }

  /** To the clipboard; false when the text is longer than terminals take. */
  copy(text: string): boolean {
    const bytes = new TextEncoder().encode(text);
    if (bytes.length > maxCopyBytes) return false;
    this.#output.send(copyCodes(bytes.toBase64()));
    return true;
  }

  /** Ctrl-Z: stops the whole job until the shell continues it. */
  async suspend(): Promise<void> {
    if (this.#where !== "in") return;
    await this.#giveScreen("stopped");
    // Raw mode made Ctrl-Z a byte; the job includes whatever wrapper started us.
    Deno.kill(0, "SIGTSTP");
    // Stopped, this timer does not run. Where nobody could continue us the signal did nothing.
    await delay(escapeMs);
    await this.#comeBack();
  }

  /** Lends the terminal to another program, such as an editor. */
  async lend<T>(work: () => Promise<T>): Promise<T> {
    await this.#stopReading();
    if (this.#where === "in") await this.#giveScreen("away");
    try {
      return await work();
    } finally {
      if (this.#where === "away") await this.#takeScreen();
      this.#reader.resume();
      this.#announceSize();
    }
  }

  /** The guardian must know before anything changes: a kill -9 may come at any instant. */
  async #takeScreen(): Promise<void> {
    await this.#guardian?.say("arm");
    if (this.#where === "left") return;
    Deno.stdin.setRaw(true);
    this.#where = "in";
    this.#enteredAt = performance.now();
    await this.#guardian?.say("raw");
    if (this.#where === "in") this.#output.open(enterCodes(this.#options.mouse));
  }

  /** True when the terminal took the codes; a stalled one is left to the guardian. */
  #giveScreen(where: "stopped" | "away" | "left"): Promise<boolean> {
    this.#where = where;
    this.#given = this.#restore();
    return this.#given;
  }

  async #restore(): Promise<boolean> {
    const isOut = this.#output.close(leaveCodes()).catch(() => {});
    if (!await within(isOut, stalledMs)) return false;
    try {
      Deno.stdin.setRaw(false);
    } catch {
      // The terminal is gone.
    }
    await this.#guardian?.say("out");
    return true;
  }

  async #leaveOnce(): Promise<void> {
    const was = this.#where;
    this.#where = "left";
    this.#reader.stop();
    const isRestored = await (was === "in" ? this.#giveScreen("left") : this.#given);
    this.#listening.abort();
    if (isRestored) await this.#guardian?.say("bye");
  }

  async #comeBack(): Promise<void> {
    if (this.#where !== "stopped") return;
    this.#where = "returning";
    await this.#takeScreen();
    this.#announceSize();
  }

  /** Continued: from our own stop, or from one that gave us no chance to leave the screen. */
  async #onContinue(): Promise<void> {
    if (this.#where === "stopped") return await this.#comeBack();
    if (this.#where !== "in" || performance.now() - this.#enteredAt < 10 * escapeMs) return;
    // The shell set its own modes; setting raw mode counts only from the other.
    Deno.stdin.setRaw(false);
    this.#output.send(leaveCodes());
    await this.#takeScreen();
    this.#announceSize();
  }

  #announceSize(): void {
    if (this.#where !== "in") return;
    this.#output.forget();
    this.#options.onInput({ kind: "resize", ...terminalSize() });
    this.#options.onReady();
  }

  #listen(): void {
    const { signal } = this.#listening;
    const on = (name: Deno.Signal, handler: () => void) => {
      Deno.addSignalListener(name, handler);
      signal.addEventListener("abort", () => Deno.removeSignalListener(name, handler));
    };
    for (const [name, code] of deadly) {
      // ctrl+c in a pager is the pager's: it ends a search there.
      on(name, () => this.#where === "away" && typed.includes(name) ? undefined : this.#die(code));
    }
    on("SIGWINCH", () => this.#announceSize());
    on("SIGCONT", () => this.#onContinue());
    addEventListener("error", (event) => this.#fault(event, event.error), { signal });
    addEventListener("unhandledrejection", (event) => this.#fault(event, event.reason), { signal });
    addEventListener("unload", () => this.#leaveAtOnce(), { signal });
  }

  #fault(event: Event, error: unknown): void {
    event.preventDefault();
    this.#die(faultCode, error);
  }

  #die(code: number, error?: unknown): void {
    const exit = this.#options.exit ?? Deno.exit;
    this.leave().finally(() => {
      if (error !== undefined) console.error(error);
      exit(code);
    });
  }

  /** Somebody called `Deno.exit`: no time to wait. A frame on its way could come after us. */
  #leaveAtOnce(): void {
    if (this.#where !== "in" || !this.#output.isIdle) return;
    this.#where = "left";
    try {
      Deno.stdout.writeSync(new TextEncoder().encode(leaveCodes()));
      Deno.stdin.setRaw(false);
      this.#guardian?.kill();
    } catch {
      // Then the guardian tries.
    }
  }

  /** A read can't be called off, and would take the other program's first key: a reply must end it. */
  async #stopReading(): Promise<void> {
    const paused = this.#reader.pause();
    this.#output.send(askStatus);
    await within(paused, replyMs);
  }
}

async function writeAll(codes: string): Promise<void> {
  let rest = new TextEncoder().encode(codes);
  while (rest.length > 0) rest = rest.subarray(await Deno.stdout.write(rest));
}

/** Did it settle in time? */
async function within(work: Promise<void>, ms: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => timer = setTimeout(() => resolve(false), ms));
  const isDone = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return isDone;
}

function afterSilence(call: () => void): () => void {
  const timer = setTimeout(call, escapeMs);
  return () => clearTimeout(timer);
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
