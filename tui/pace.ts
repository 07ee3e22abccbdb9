// How often frames are drawn and the world is looked at: as often as a person can tell, and no more.
import type { InputEvent } from "./input_event.ts";
import type { Msg } from "./msg.ts";
import type { Screen } from "./screen.ts";

/** Until the world is looked at again, at the latest: where changes of the log are told, and where they are not. */
export interface Wait {
  readonly toldMs: number;
  readonly untoldMs: number;
}

const frameMs = 33;
/** What agents print flows by: more frames of it tell nobody more, and cost a core more. */
const outputFrameMs = 66;
/** Faster than a screen a frame, it can't be read at all. */
const floodFrameMs = 125;
/** Between two looks at the world: while much happens, while an engine waits, and without one. */
const busyMs = 33;
const quietMs = 60;
const idleMs = 500;
/** Where changes of the log are told, the rest can wait as long as a clock that shows seconds. */
const sleepMs = 1000;
const busyForMs = 1000;

/** From one frame to the next, when `newLines` of output came since and nothing else. */
export function frameApartMs(newLines: number, rows: number): number {
  if (newLines === 0) return frameMs;
  return newLines > rows ? floodFrameMs : outputFrameMs;
}

/** What is read piece by piece goes on at once; `sinceNewsMs` ago something was new. */
export function waitAfter(news: readonly Msg[], sinceNewsMs: number, screen: Screen): Wait {
  if (news.some((msg) => msg.kind === "events" && msg.areOld)) return every(0);
  // Facts are told at once; what agents print is looked for as often as it is drawn.
  if (sinceNewsMs < busyForMs) return { toldMs: outputApartMs(news, screen), untoldMs: busyMs };
  const { engine, run } = screen;
  if (engine.kind !== "alive" && engine.kind !== "starting") {
    return { toldMs: sleepMs, untoldMs: idleMs };
  }
  return { toldMs: run.working.size > 0 ? quietMs : sleepMs, untoldMs: quietMs };
}

function outputApartMs(news: readonly Msg[], { size }: Screen): number {
  const isFlood = news.some((msg) => msg.kind === "output" && msg.lines.length > size.rows);
  return isFlood ? floodFrameMs : outputFrameMs;
}

/** May it wait until a long log is read? Nobody is kept here against their will. */
export function mayWait(event: InputEvent): boolean {
  if (event.kind === "key") return event.key !== "ctrl+c";
  return event.kind !== "resize" && event.kind !== "end";
}

function every(ms: number): Wait {
  return { toldMs: ms, untoldMs: ms };
}
