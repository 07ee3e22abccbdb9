// A run told on standard error: one line for each fact worth one, and on a terminal a bar below them.
import { tellingLines } from "../pipeline/evidence.ts";
import type { Event } from "../pipeline/fact.ts";
import type { Plan } from "../pipeline/plan.ts";
import type { Run } from "../pipeline/run.ts";
import type { AgentMessage } from "../agents/agent.ts";
import type { Spec } from "../spec/spec.ts";
import { barText, createBar } from "./bar.ts";
import { describeFact, type Level, type Line, type Tone } from "../reports/describe_fact.ts";
import { createTally, type Tally } from "./tally.ts";
import { clock, dollars, harmless, oneLine, type Style } from "./text.ts";
import { waitingText } from "./waiting_line.ts";

export interface Reporter {
  onEvent(event: Event, run: Run, spec: Spec): void;
  onIdle(run: Run, plan: Plan): void;
  /** Is what agents say shown? */
  readonly showsLive: boolean;
  onLive(task: string, message: AgentMessage): void;
  onNotice(message: string): void;
  /** A line of our own about the run. */
  say(text: string, tone?: Tone): void;
  end(): void;
  readonly tally: Tally;
}

export interface ReporterSetup {
  readonly write: (text: string) => void;
  readonly style: Style;
  readonly isTerminal: boolean;
  readonly level: Level;
  readonly columns: () => number;
  /** Since the run began. */
  readonly elapsed: () => number;
  readonly now: () => number;
  /** Told each line, for GitHub's groups; true: it need not be written now. */
  readonly onLine?: (line: Line, text: string) => boolean;
}

const LEVELS: readonly Level[] = ["debug", "info", "warning", "error"];
const BAR_EVERY_MS = 100;
const SAY_WAITING_EVERY_MS = 60_000;
const EVIDENCE_LINES = 20;

export function createReporter(setup: ReporterSetup): Reporter {
  const { style } = setup;
  const keeper = createTally();
  const bar = createBar(setup.write, setup.isTerminal);
  let tally: Tally = { done: 0, total: 0, usd: 0, isAtLeast: false };
  let drawnAt = -Infinity;
  let saidWaitingAt = -Infinity;
  const isShown = (level: Level) => LEVELS.indexOf(level) >= LEVELS.indexOf(setup.level);

  function put(line: Line): void {
    if (!isShown(line.level)) return;
    const text = formatLine(line, tally, setup.elapsed(), style);
    if (setup.onLine?.(line, text) !== true) bar.above(text);
  }

  function draw(run: Run, waiting: string): void {
    if (!setup.isTerminal || setup.elapsed() - drawnAt < BAR_EVERY_MS) return;
    drawnAt = setup.elapsed();
    const about = { tally, run, elapsedMs: setup.elapsed(), waiting, columns: setup.columns() };
    bar.show(barText(about));
  }

  return {
    onEvent(event, run, spec) {
      tally = keeper.add(event, run, spec);
      const line = describeFact(event.fact);
      if (line !== null) put(line);
      draw(run, "");
    },
    onIdle(run, plan) {
      const waiting = waitingText(run, plan, setup.now());
      draw(run, waiting);
      if (setup.isTerminal || waiting === "") return;
      if (setup.elapsed() - saidWaitingAt < SAY_WAITING_EVERY_MS) return;
      saidWaitingAt = setup.elapsed();
      put({ level: "info", tone: "quiet", task: null, text: waiting, evidence: "" });
    },
    showsLive: isShown("debug"),
    onLive(task, message) {
      const text = liveText(message);
      if (text !== "") put({ level: "debug", tone: "quiet", task, text, evidence: "" });
    },
    onNotice: (message) =>
      put({ level: "warning", tone: "warn", task: null, text: message, evidence: "" }),
    say: (text, tone = "plain") => put({ level: "error", tone, task: null, text, evidence: "" }),
    end: () => bar.wipe(),
    get tally() {
      return tally;
    },
  };
}

/** `00:12  3/12  $0.42  TASK-004  landed as 1a2b3c4d5e`, and its evidence below. */
export function formatLine(line: Line, tally: Tally, elapsedMs: number, style: Style): string {
  const head = [
    clock(elapsedMs),
    `${tally.done}/${tally.total}`,
    dollars(tally.usd, tally.isAtLeast),
  ].join("  ");
  const task = line.task === null ? "" : `${style.bold(oneLine(line.task))}  `;
  const first = `${style.dim(head)}  ${task}${paint(style, line.tone)(oneLine(line.text))}\n`;
  return first + evidenceLines(line.evidence).map((each) => `    ${style.dim(each)}\n`).join("");
}

function evidenceLines(evidence: string): string[] {
  const { lines, before, after } = tellingLines(harmless(evidence), EVIDENCE_LINES);
  return [
    ...before > 0 ? [`… ${before} lines before`] : [],
    ...lines,
    ...after > 0 ? [`… ${after} lines after`] : [],
  ];
}

function paint(style: Style, tone: Tone) {
  switch (tone) {
    case "good":
      return style.green;
    case "bad":
      return style.red;
    case "warn":
      return style.yellow;
    case "quiet":
      return style.dim;
    case "plain":
      return (text: string) => text;
  }
}

function liveText(message: AgentMessage): string {
  switch (message.kind) {
    case "text":
      return message.partial ? "" : `says: ${message.text}`;
    case "tool":
      return `${message.name} ${message.summary} (${message.state})`;
    case "edit":
      return `${message.change} ${message.path}`;
    case "waiting":
      return `waits: ${message.why}`;
    case "error":
      return `error: ${message.error.message}`;
    case "session":
    case "usage":
    case "final":
      return "";
  }
}
