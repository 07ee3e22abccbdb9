// What an agent left, said as claims: whatever way its call ended, its work becomes a commit.
import type { Failure } from "../pipeline/fact.ts";
import { failureOf } from "./failure.ts";
import type { Work } from "./perform.ts";
import type { Standing } from "./perform_stage.ts";
import type { Capture, Slot } from "./ports.ts";

const NOTHING: Capture = {
  sha: null,
  tree: null,
  changed: false,
  excluded: [],
  outside: [],
  rewritten: false,
  harnessDiff: null,
  notices: [],
};

/** When the call failed anyway, a failing capture must not hide why. */
export async function captureWork(work: Work, slot: Slot, isNeeded: boolean): Promise<Capture> {
  try {
    const capture = await work.ports.workspaces.capture(slot, work.order, work.execution);
    claimCapture(work, capture);
    if (!isNeeded) tellLost(work, capture);
    return capture;
  } catch (error) {
    if (isNeeded) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    work.claim({ type: "noticed", message: `Cannot keep what the agent left: ${detail}` });
    return NOTHING;
  }
}

function tellLost(work: Work, capture: Capture): void {
  const failure = wrongfulCapture(capture);
  if (failure?.kind === "history_rewritten") {
    work.claim({ type: "noticed", message: `${failure.message}; nothing continues from it` });
  }
}

export function claimCapture(work: Work, capture: Capture): void {
  for (const message of capture.notices) work.claim({ type: "noticed", message });
  if (capture.excluded.length > 0) {
    const why = "the spec's files and our config change only by a person's hand";
    work.claim({ type: "files_excluded", files: capture.excluded, why });
  }
  if (capture.harnessDiff !== null) {
    work.claim({ type: "harness_changed", diff: capture.harnessDiff });
  }
}

/** A commit that may not go on, whatever the agent says of it. */
export function wrongfulCapture(capture: Capture): Failure | null {
  if (capture.rewritten) {
    const message =
      "The agent rewrote history: what it left does not descend from the attempt's base";
    return failureOf("history_rewritten", message, capture.sha ?? "");
  }
  if (capture.outside.length > 0) return outsideFailure(capture.outside);
  return null;
}

/** The evidence is the list of files, one a line: whoever approves them reads it back. */
function outsideFailure(files: readonly string[]): Failure {
  const shown: string[] = [];
  let length = 0;
  for (const file of files) {
    length += file.length + 1;
    if (length > 8 * 1024) break;
    shown.push(file);
  }
  const what = files.length === 1 ? "1 file" : `${files.length} files`;
  const message = `The agent changed ${what} outside the project's folder: ${
    files.slice(0, 3).join(", ")
  }${files.length > 3 ? " …" : ""}`;
  return failureOf("outside_changes", message, shown.join("\n"));
}

/** Work that does not descend from the base is kept under its own ref, but nothing continues from it. */
export function standingOf(capture: Capture): Standing {
  return capture.rewritten ? { sha: null, tree: null } : { sha: capture.sha, tree: capture.tree };
}
