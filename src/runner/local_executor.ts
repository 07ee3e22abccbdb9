// Performs orders by child processes on this machine. Reports are numbered and kept, so that a reader can begin
// again anywhere; nothing else in the program knows a pid, a path or a slot.
import type { Agent, AgentMessage } from "../agents/agent.ts";
import type { Uuid } from "../pipeline/fact.ts";
import { type Cookies, ENGINE_COOKIE, type Environment } from "./child_env.ts";
import { openGuardian } from "./guardian.ts";
import { perform, type PerformPorts, type PromptFile, type Transcripts } from "./perform.ts";
import type { Clock, Executor, Ids, Order, Workspaces } from "./ports.ts";
import { startProcess } from "./process.ts";
import { stopNow } from "./process_stop.ts";
import { createReportLog } from "./report_log.ts";

export interface LocalExecutorRequest {
  readonly workspaces: Workspaces;
  /** The adapter of that name. */
  readonly agents: (adapter: string) => Agent | null | undefined;
  readonly transcripts: Transcripts;
  readonly clock: Clock;
  readonly ids: Ids;
  /** `engine` must be of this engine alone: its guardian ends all that carries it. */
  readonly cookies: Cookies;
  /** Resolves once the call's start is in the ledger. */
  readonly recorded?: PerformPorts["recorded"];
  /** The user's environment. */
  readonly environment: Environment;
  readonly onLive: (order: Order, call: Uuid, message: AgentMessage) => void;
}

export interface LocalExecutor extends Executor {
  /** Stops all that is open and waits until it is closed; `hard` ends every process at once. */
  stopAll(hard: boolean): Promise<void>;
  /** Stops all, ends the reports and lets the guardian go. */
  close(): Promise<void>;
}

interface OpenWork {
  readonly stop: AbortController;
  readonly closed: Promise<void>;
}

export function openLocalExecutor(request: LocalExecutorRequest): LocalExecutor {
  const { clock, ids } = request;
  const engineCookie = `${ENGINE_COOKIE}=${request.cookies.engine}`;
  const guardian = openGuardian(engineCookie, clock);
  const log = createReportLog(clock);
  const accepted = new Set<Uuid>();
  const open = new Map<Uuid, OpenWork>();
  const ports: PerformPorts = {
    ...request,
    start: startProcess,
    sweep: stopNow,
    promptFile: (call) => promptFile(request.environment, call),
  };

  async function run(order: Order, execution: Uuid, signal: AbortSignal): Promise<void> {
    const claim = log.writer(order.id, execution);
    await perform({
      order,
      execution,
      ports,
      signal,
      claim,
      live: (call, message) => quietly(() => request.onLive(order, call, message)),
    });
    open.delete(order.id);
  }

  async function stopAll(hard: boolean): Promise<void> {
    const working = [...open.values()];
    for (const each of working) each.stop.abort();
    // Ends at once what would otherwise be asked first; each order then closes in the ordinary way.
    // Where no process can be started any more, each order still ends as well as it can.
    if (hard && working.length > 0) await stopNow(engineCookie).catch(() => {});
    await Promise.all(working.map((each) => each.closed));
  }

  return {
    async start(order) {
      if (accepted.has(order.id)) return;
      accepted.add(order.id);
      const stop = new AbortController();
      const closed = run(order, ids.next(), stop.signal);
      open.set(order.id, { stop, closed });
    },
    reports: (after, signal) => log.read(after, signal),
    async stop(order, _reason) {
      open.get(order)?.stop.abort();
    },
    stopAll,
    async close() {
      await stopAll(false);
      log.end();
      await guardian.close();
    },
  };
}

/** What only shows things must not break what does them. */
function quietly(show: () => void): void {
  try {
    show();
  } catch { /* the screen's fault is not the order's */ }
}

function promptFile(environment: Environment, call: Uuid): PromptFile {
  const path = `${environment.TMPDIR || "/tmp"}/spec-tui-${call}.md`;
  return {
    path,
    write: (text) => Deno.writeTextFile(path, text, { createNew: true, mode: 0o600 }),
    remove: () => Deno.remove(path).catch(() => {}),
  };
}
