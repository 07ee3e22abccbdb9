// The only loop: input becomes messages, messages become a screen, the screen becomes a frame. Requests go to
// the port. One frame is on its way at a time, at most 30 a second; a key is answered at once.
import type { Depth } from "./colour.ts";
import { isRunning } from "./derive.ts";
import { compose, type Grid } from "./grid.ts";
import type { Guardian } from "./guardian.ts";
import type { InputEvent } from "./input_event.ts";
import type { Msg, Request } from "./msg.ts";
import { frameApartMs, mayWait, type Wait, waitAfter } from "./pace.ts";
import { painter } from "./paint.ts";
import type { Screen } from "./screen.ts";
import { inTerminal, type Terminal, terminalSize } from "./terminal.ts";
import { themes } from "./theme.ts";
import { titleOf } from "./title.ts";
import { update } from "./update.ts";
import { view } from "./view.ts";
import { type Watched, watched } from "./watch.ts";
import { loadWidths } from "./width.ts";

/** What the app asks of the world. */
export interface ScreenPort {
  /** What is new since it was asked last; `watched` is what the screen shows of the world. */
  poll(watched: Watched): readonly Msg[];
  /** Carries a request out; one that needs the terminal gets it alone. */
  carryOut(request: WorldRequest): Promise<readonly Msg[]>;
  /** Resolves when it is time to poll again: `toldMs` at the latest where changes are told, else `untoldMs`. */
  next(wait: Wait): Promise<void>;
  nowMs(): number;
}

/** Requests that the loop itself can't answer. */
export type WorldRequest = Extract<
  Request,
  {
    kind:
      | "tell"
      | "start"
      | "sheet"
      | "seek"
      | "tick_item"
      | "older_facts"
      | "file_says"
      | "demo"
      | "open_spec"
      | "edit_spec"
      | "page";
  }
>;

export interface ScreenLook {
  readonly depth: Depth;
  readonly mouse: boolean;
  readonly guardian?: Promise<Guardian | null>;
  readonly exit?: (code: number) => void;
}

const tickMs = 1000;

/** Resolves with the farewell when the person leaves. */
export async function runScreen(
  first: Screen,
  port: ScreenPort,
  look: ScreenLook,
): Promise<string> {
  let loop: Loop | null = null;
  const options = {
    painter: painter(themes[first.theme], look.depth),
    mouse: look.mouse,
    guardian: look.guardian,
    onInput: (event: InputEvent) => loop?.onInput(event),
    onReady: () => loop?.onReady(),
    ...look.exit === undefined ? {} : { exit: look.exit },
  };
  return await inTerminal(options, async (terminal) => {
    loop = new Loop(first, port, { terminal, depth: look.depth });
    return await loop.run();
  });
}

class Loop {
  #screen: Screen;
  #isDirty = true;
  /** The terminal compares the next frame with the one it took last; the one before that is free. */
  #shown: Grid | null = null;
  #spare: Grid | null = null;
  /** Is there more to show than output and the time? */
  #isUrgent = true;
  /** Input that came while the log was read. */
  readonly #early: InputEvent[] = [];
  /** Lines of output since the last frame. */
  #newLines = 0;
  #drawnAt = -Infinity;
  #frameTimer: ReturnType<typeof setTimeout> | undefined;
  #tickedAt = 0;
  #newsAt = -Infinity;
  #title = "";
  #isLent = false;
  #isOver = false;
  readonly #over = Promise.withResolvers<string>();
  readonly #port: ScreenPort;
  readonly #terminal: Terminal;
  readonly #depth: Depth;

  constructor(first: Screen, port: ScreenPort, on: { terminal: Terminal; depth: Depth }) {
    this.#screen = { ...first, size: terminalSize() };
    this.#port = port;
    this.#terminal = on.terminal;
    this.#depth = on.depth;
  }

  async run(): Promise<string> {
    this.#draw();
    const beginning = setTimeout(() => this.#begin().catch(this.#over.reject), 0);
    try {
      return await this.#over.promise;
    } finally {
      this.#isOver = true;
      clearTimeout(this.#frameTimer);
      clearTimeout(beginning);
    }
  }

  /** What a first frame can do without: it is out by now. */
  async #begin(): Promise<void> {
    if (await loadWidths()) this.#redraw();
    this.#poll();
  }

  onInput(event: InputEvent): void {
    // Pressed while the log is read, a key would be judged by half of it.
    if (this.#screen.isReading && mayWait(event)) this.#early.push(event);
    else this.#take([this.#now(), event]);
    this.#draw();
  }

  onReady(): void {
    this.#soon();
  }

  #take(msgs: readonly Msg[]): void {
    for (const msg of msgs) {
      const before = this.#screen;
      this.#screen = update(before, msg);
      this.#isDirty ||= this.#screen !== before;
      this.#isUrgent ||= msg.kind !== "tick" && msg.kind !== "output";
      if (msg.kind === "output") this.#newLines += msg.lines.length;
      if (this.#screen.theme !== before.theme) this.#redraw();
      for (const request of this.#screen.requests) this.#serve(request);
    }
    if (!this.#screen.isReading && this.#early.length > 0) this.#take(this.#early.splice(0));
  }

  #serve(request: Request): void {
    switch (request.kind) {
      case "quit":
        return this.#over.resolve(request.farewell);
      case "redraw":
        return this.#redraw();
      case "bell":
        return this.#terminal.bell();
      case "copy":
        return this.#copy(request.text, request.what);
      case "suspend":
        this.#terminal.suspend().catch(this.#over.reject);
        return;
      case "edit_spec":
      case "page":
        this.#lend(request).catch(this.#over.reject);
        return;
      case "tell":
      case "start":
      case "sheet":
      case "seek":
      case "tick_item":
      case "older_facts":
      case "file_says":
      case "demo":
      case "open_spec":
        this.#port.carryOut(request).then((msgs) => this.#answered(msgs), this.#over.reject);
        return;
    }
  }

  #redraw(): void {
    this.#terminal.redraw(painter(themes[this.#screen.theme], this.#depth));
    this.#isDirty = true;
  }

  #copy(text: string, what: string): void {
    const fits = this.#terminal.copy(text);
    this.#take([{
      kind: "notice",
      text: fits ? `copied ${what}` : "too long to copy through the terminal",
      tone: fits ? "ok" : "warn",
    }]);
  }

  async #lend(request: Extract<WorldRequest, { kind: "edit_spec" | "page" }>): Promise<void> {
    this.#isLent = true;
    // Not from within the read that brought the key: the terminal must be reading when it is asked to stop.
    await new Promise((resolve) => setTimeout(resolve, 0));
    try {
      this.#answered(await this.#terminal.lend(() => this.#port.carryOut(request)));
    } finally {
      this.#isLent = false;
    }
  }

  #answered(msgs: readonly Msg[]): void {
    this.#take([this.#now(), ...msgs, ...this.#news()]);
    this.#soon();
  }

  #poll(): void {
    if (this.#isOver) return;
    try {
      const news = this.#news();
      if (news.length > 0 || this.#isTickDue()) this.#take([this.#now(), ...news]);
      this.#soon();
      this.#port.next(this.#wait(news)).then(() => this.#poll());
    } catch (error) {
      this.#over.reject(error);
    }
  }

  #wait(news: readonly Msg[]): Wait {
    const nowMs = this.#port.nowMs();
    if (news.length > 0) this.#newsAt = nowMs;
    return waitAfter(news, nowMs - this.#newsAt, this.#screen);
  }

  #news(): readonly Msg[] {
    return this.#port.poll(watched(this.#screen));
  }

  #now(): Msg {
    this.#tickedAt = this.#port.nowMs();
    return { kind: "tick", nowMs: this.#tickedAt };
  }

  /** Durations grow and messages fade only while there are any. */
  #isTickDue(): boolean {
    const isMoving = isRunning(this.#screen) || this.#screen.notice !== null;
    return isMoving && this.#port.nowMs() - this.#tickedAt >= tickMs;
  }

  /** Draws now, or when the last frame is old enough. */
  #soon(): void {
    if (!this.#isDirty) return;
    clearTimeout(this.#frameTimer);
    this.#frameTimer = undefined;
    const apartMs = frameApartMs(this.#isUrgent ? 0 : this.#newLines, this.#screen.size.rows);
    const wait = this.#drawnAt + apartMs - performance.now();
    if (wait <= 0) return this.#draw();
    this.#frameTimer = setTimeout(() => {
      this.#frameTimer = undefined;
      this.#draw();
    }, wait);
  }

  #draw(): void {
    if (!this.#isDirty || this.#isLent) return;
    const grid = compose(view(this.#screen), this.#screen.size, this.#spare);
    const isTaken = this.#terminal.draw(grid);
    this.#spare = isTaken ? this.#shown : grid;
    // A frame that is not taken is drawn when the one before it is out: `onReady` asks again.
    if (!isTaken) return;
    this.#shown = grid;
    this.#isDirty = false;
    this.#isUrgent = false;
    this.#newLines = 0;
    this.#drawnAt = performance.now();
    this.#retitle();
  }

  #retitle(): void {
    const title = titleOf(this.#screen);
    if (title === this.#title) return;
    this.#title = title;
    this.#terminal.title(title);
  }
}
