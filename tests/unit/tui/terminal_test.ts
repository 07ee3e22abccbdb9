// P12, on a real terminal: whatever ends the app, the shell gets its terminal back as it was.
import assert from "node:assert/strict";
import { hasTmux, inPane, type Pane } from "./tmux.ts";

const fixture = `${import.meta.dirname}/../../fixtures/tui/draws.ts`;
const run = `deno run --no-prompt --allow-run --allow-env ${fixture}`;
const shellModes = "0 1 0";
const appModes = "1 0 1";

function test(name: string, body: (pane: Pane) => Promise<void>, shell = "sh"): void {
  Deno.test({ name, ignore: !hasTmux, fn: () => inPane(shell, body) });
}

/** What `stty -a` says, taken when the shell itself has the terminal. */
async function sttyOf(pane: Pane, mark: string): Promise<string> {
  await pane.send(`clear; stty -a; echo ${mark.slice(0, 1)}"${mark.slice(1)}"`, "Enter");
  const screen = await pane.until(new RegExp(`^${mark}$`, "m"));
  const said = /speed[^]*extproc/.exec(screen);
  assert.ok(said, screen);
  return said[0];
}

/** Starts the fixture; returns its pid and the terminal's modes before it. */
async function start(pane: Pane): Promise<{ readonly pid: number; readonly stty: string }> {
  const stty = await sttyOf(pane, "before");
  await pane.send(`clear; ${run}; echo "code=$?"`, "Enter");
  const screen = await pane.until(/READY 80x24 pid=\d+ up[^]*┘/);
  await pane.untilModes(appModes);
  return { stty, pid: Number(/pid=(\d+)/.exec(screen)?.[1]) };
}

async function assertRestored(pane: Pane, stty: string): Promise<void> {
  await pane.untilModes(shellModes);
  assert.equal(await sttyOf(pane, "after"), stty);
  assert.equal(await pane.modes(), shellModes);
}

const endings: readonly (readonly [name: string, key: string, code: number])[] = [
  ["quitting", "q", 0],
  ["an error thrown in a timer", "t", 70],
  ["a rejection nobody handles", "r", 70],
  ["an error thrown in the app", "b", 70],
  ["Deno.exit", "x", 5],
];

for (const [name, key, code] of endings) {
  test(`P12: ${name} restores the terminal`, async (pane) => {
    const { stty } = await start(pane);
    await pane.send(key);
    const screen = await pane.until(new RegExp(`code=${code}$`, "m"));
    if (code === 70) assert.match(screen, /Error: (thrown|rejected)/);
    await assertRestored(pane, stty);
  });
}

const signals = [["SIGTERM", 143], ["SIGHUP", 129], ["SIGINT", 130], ["SIGQUIT", 131]] as const;
for (const [signal, code] of signals) {
  test(`P12: ${signal} restores the terminal`, async (pane) => {
    const { pid, stty } = await start(pane);
    Deno.kill(pid, signal);
    await pane.until(new RegExp(`code=${code}$`, "m"));
    await assertRestored(pane, stty);
  });
}

for (const shell of ["sh", "bash --norc"]) {
  test(`P12: kill -9 restores the terminal, under ${shell}`, async (pane) => {
    const { pid, stty } = await start(pane);
    Deno.kill(pid, "SIGKILL");
    await pane.untilModes(shellModes);
    await assertRestored(pane, stty);
  }, shell);
}

test("P12: Ctrl-Z gives the terminal back, and fg takes it again and draws everything", async (pane) => {
  const { stty } = await start(pane);
  for (const round of ["first", "second"]) {
    await pane.send("C-z");
    await pane.until(/Stopped/);
    await pane.untilModes(shellModes);
    assert.equal(await sttyOf(pane, round), stty);
    await pane.send("fg", "Enter");
    await pane.until(/READY 80x24[^]*last=resize[^]*└─+┘/);
    await pane.untilModes(appModes);
    await pane.send("k");
    await pane.until(/last=k/);
  }
  await pane.send("q");
  await pane.until(/^BYE$/m);
  await assertRestored(pane, stty);
});

test("P12: kill -9 of a stopped app leaves the shell's terminal alone", async (pane) => {
  const { pid, stty } = await start(pane);
  await pane.send("C-z");
  await pane.until(/Stopped/);
  await pane.send("stty ixany", "Enter");
  const changed = await sttyOf(pane, "changed");
  assert.notEqual(changed, stty);
  Deno.kill(pid, "SIGKILL");
  await pane.send("wait; clear; echo o'ver'", "Enter");
  await pane.until(/^over$/m);
  assert.equal(await sttyOf(pane, "after"), changed);
});

test("another program gets the terminal whole, its first key included", async (pane) => {
  const { stty } = await start(pane);
  await pane.send("e");
  await pane.until(/LENT/);
  await pane.untilModes(shellModes);
  await pane.send("word", "Enter");
  await pane.until(/READY 80x24[^]*last=resize/);
  await pane.untilModes(appModes);
  await pane.send("q");
  assert.match(await pane.until(/code=0$/m), /got <word>/);
  await assertRestored(pane, stty);
});

test("what is typed to stop another program is for that one", async (pane) => {
  const { stty } = await start(pane);
  await pane.send("e");
  await pane.until(/LENT/);
  await pane.untilModes(shellModes);
  await pane.send("C-c");
  await pane.until(/HELD/);
  await pane.send("word", "Enter");
  await pane.until(/READY 80x24[^]*last=resize/);
  await pane.send("q");
  assert.match(await pane.until(/code=0$/m), /got <word>/);
  await assertRestored(pane, stty);
});

test("a resize is drawn at the new size, a storm of them too", async (pane) => {
  await start(pane);
  for (let round = 0; round < 20; round++) await pane.resize(60 + round, 10 + (round % 7));
  await pane.resize(100, 30);
  const screen = await pane.until(/READY 100x30/);
  const rows = (await eventuallyFramed(pane, screen)).split("\n");
  assert.equal(rows[1], `┌─ fixture ${"─".repeat(88)}┐`);
  assert.equal(rows[29], `└${"─".repeat(98)}┘`);
});

async function eventuallyFramed(pane: Pane, screen: string): Promise<string> {
  return screen.includes("┘") ? screen : await pane.until(/┘/);
}

test("keys, a paste and the mouse arrive", async (pane) => {
  await start(pane);
  for (
    const [key, name] of [["Up", "up"], ["C-d", "ctrl+d"], ["M-x", "alt+x"], ["Escape", "esc"]]
  ) {
    await pane.send(key ?? "");
    await pane.until(new RegExp(`last=${name?.replace("+", "\\+")} `));
  }
  await pane.paste("two\nlines");
  await pane.until(/last=paste:"two\\nlines"/);
  await pane.send("-l", "\x1b[<64;5;3M");
  await pane.until(/last=wheel:up:4,2/);
});

test("disputed glyphs leave the border behind them in its place", async (pane) => {
  await start(pane);
  const row = (await pane.until(/你\|/)).split("\n").find((one) => one.includes("你|")) ?? "";
  assert.ok(row.startsWith("│") && row.endsWith("│"), row);
});
