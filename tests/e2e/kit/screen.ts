// The full-screen app in a real terminal: a shell of its own in a private tmux server, in which the program runs
// as a person starts it. What is seen is the text of the terminal; waits are for text, and bounded.
import assert from "node:assert/strict";
import { join } from "node:path";
import { hasTmux, inPane, type Pane } from "../../unit/tui/tmux.ts";
import { installProgram } from "../../fixtures/install_program.ts";
import { facts, type LoggedFact, processesWith } from "./observe.ts";
import { commandLine } from "./program.ts";
import { createProject, type Project, type ProjectOptions } from "./project.ts";

export interface OnScreen extends Pane {
  readonly project: Project;
  /** Types the command that opens the app, and waits for its first frame. */
  open(...words: readonly string[]): Promise<string>;
  /** From the first frame through the launch sheet into a run of all tasks. */
  begin(): Promise<void>;
  /** Letters as they are, whatever tmux calls keys. */
  type(text: string): Promise<void>;
  /** A press or a turn of the wheel at a cell, counted from 1. */
  mouse(what: "click" | "up" | "down", x: number, y: number): Promise<void>;
  pid(): Promise<number>;
  /** Ends this terminal as closing its window does. */
  close(): Promise<void>;
  /** The program is over, and the shell has the terminal. */
  untilOver(code: number): Promise<string>;
}

/** Only for what never comes: a busy machine is no failure. */
const PATIENCE_MS = 120_000;

/** Skipped by name where there is no tmux. */
export function screenTest(
  name: string,
  options: ProjectOptions,
  body: (screen: OnScreen) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore: !hasTmux,
    fn: async () => {
      await using project = await createProject(options);
      try {
        await inTerminal(project, body);
      } finally {
        // Engines outlive their screens; this project's must not outlive its test.
        for (const pid of await processesWith(project)) killQuietly(pid);
      }
    },
  });
}

/** One more terminal on the same project. */
export async function inTerminal(
  project: Project,
  body: (screen: OnScreen) => Promise<void>,
): Promise<void> {
  const launcher = await writeLauncher(project);
  const name = `screen-${crypto.randomUUID().slice(0, 8)}`;
  const pidFile = join(project.home, `${name}.pid`);
  const { NO_COLOR: _, ...env } = project.env;
  const variables = { ...env, TERM: "xterm-256color", PS1: "$ ", SCREEN_PID: pidFile };
  const words = Object.entries(variables).map(([key, value]) => quoted(`${key}=${value}`));
  await inPane(`exec env -i ${words.join(" ")} sh`, async (pane) => {
    const open = async (...more: readonly string[]) => {
      const command = [launcher, ...more].map(quoted).join(" ");
      await pane.send("-l", `cd ${quoted(project.root)}; clear; ${command}; echo "code=$?"`);
      await pane.send("Enter");
      return await pane.until(/ quit *\n?$/);
    };
    await body({
      ...pane,
      project,
      open,
      begin: async () => {
        await open();
        await pane.send("s");
        await pane.until(/Limits +budget/);
        await pane.send("Enter");
        await pane.until(/starting|running|all done|ended|did not start/);
      },
      type: (text) => pane.send("-l", "--", text),
      mouse: async (what, x, y) => {
        const button = { click: 0, up: 64, down: 65 }[what];
        const release = what === "click" ? `\x1b[<0;${x};${y}m` : "";
        await pane.send("-l", "--", `\x1b[<${button};${x};${y}M${release}`);
      },
      pid: async () => Number(await Deno.readTextFile(pidFile)),
      untilOver: (code) => pane.until(new RegExp(`^code=${code}$`, "m")),
    });
  });
}

export async function factsOnceThere(
  project: Project,
  type: string,
  fits: (fact: LoggedFact) => boolean = () => true,
): Promise<LoggedFact> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const all = await facts(project);
    const found = all.find((fact) => fact.type === type && fits(fact));
    if (found !== undefined) return found;
    assert.ok(performance.now() < end, `no ${type} among ${all.map((fact) => fact.type).join()}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** Frames that differ only while something moves: looked at until two looks agree. */
export async function sameFrame(
  one: OnScreen,
  other: OnScreen,
  plain: (frame: string) => string,
): Promise<string> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const [left, right] = [plain(await one.screen()), plain(await other.screen())];
    if (left === right) return left;
    assert.ok(performance.now() < end, `the frames differ:\n${left}\n${right}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Every border closed, every row of one width: nothing that came from elsewhere moved a cell. */
export async function untilWhole(screen: OnScreen): Promise<string> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const frame = await screen.screen();
    const rows = frame.split("\n").slice(2).filter((row) => /[│┌└]/.test(row));
    // A terminal that was just resized shows for a moment what it made of the old frame.
    if (rows.length > 4 && rows.every((row) => /^[│┌└].*[│┐┘]$/u.test(row))) return frame;
    assert.ok(performance.now() < end, `the frame is not whole:\n${frame}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

async function writeLauncher(project: Project): Promise<string> {
  const path = join(project.home, "spec-tui");
  const words = (await commandLine()).map(quoted).join(" ");
  await installProgram(path, `#!/bin/sh\necho $$ >"$SCREEN_PID"\nexec ${words} "$@"\n`);
  return path;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function killQuietly(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}
