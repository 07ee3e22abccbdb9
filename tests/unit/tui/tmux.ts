// A pane of a private tmux server with a shell in it, for tests on a real terminal.
import assert from "node:assert/strict";

export interface Pane {
  send(...keys: string[]): Promise<void>;
  screen(): Promise<string>;
  /** Alternate screen, visible cursor, mouse: `0 1 0` is a terminal as a shell wants it. */
  modes(): Promise<string>;
  resize(columns: number, rows: number): Promise<void>;
  paste(text: string): Promise<void>;
  /** Waits until the screen holds this, and returns it. */
  until(wanted: RegExp): Promise<string>;
  untilModes(wanted: string): Promise<void>;
  /** Ends the terminal and all that has it, as closing its window does. */
  close(): Promise<void>;
}

export const hasTmux = await isThere();

/** Only for what never comes: a busy machine is no failure. */
const patienceMs = 120_000;

/** Runs `body` in a shell of 80×24, and ends that tmux server, and no other, afterwards. */
export async function inPane(shell: string, body: (pane: Pane) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "tmux" });
  const socket = `${directory}/socket`;
  const tmux = async (...args: string[]) => {
    const { stdout, stderr, success } = await new Deno.Command("tmux", {
      args: ["-S", socket, "-f", "/dev/null", ...args],
      env: { TERM: "xterm-256color", LC_ALL: "C.UTF-8", PS1: "$ ", TMUX: "" },
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout);
  };
  await tmux("new-session", "-d", "-x", "80", "-y", "24", shell);
  try {
    await body(paneOf(tmux));
  } finally {
    // Closed already, by the test.
    await tmux("kill-server").catch(() => {});
    await Deno.remove(directory, { recursive: true });
  }
}

type Tmux = (...args: string[]) => Promise<string>;

function paneOf(tmux: Tmux): Pane {
  const screen = () => tmux("capture-pane", "-p");
  const modes = async () =>
    (await tmux("display", "-p", "#{alternate_on} #{cursor_flag} #{mouse_any_flag}")).trim();
  return {
    screen,
    modes,
    send: async (...keys) => void await tmux("send-keys", ...keys),
    resize: async (columns, rows) =>
      void await tmux("resize-window", "-x", String(columns), "-y", String(rows)),
    paste: async (text) => {
      await tmux("set-buffer", "--", text);
      await tmux("paste-buffer", "-p");
    },
    close: async () => void await tmux("kill-server"),
    until: (wanted) => eventually(screen, (text) => wanted.test(text), String(wanted)),
    untilModes: async (wanted) => void await eventually(modes, (text) => text === wanted, wanted),
  };
}

async function eventually(
  look: () => Promise<string>,
  isRight: (text: string) => boolean,
  wanted: string,
): Promise<string> {
  const end = performance.now() + patienceMs;
  let text = await look();
  while (!isRight(text)) {
    assert.ok(performance.now() < end, `waited for ${wanted}, found:\n${text}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
    text = await look();
  }
  return text;
}

async function isThere(): Promise<boolean> {
  try {
    return (await new Deno.Command("tmux", { args: ["-V"] }).output()).success;
  } catch {
    return false;
  }
}
