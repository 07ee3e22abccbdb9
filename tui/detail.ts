// What the tabs of the selected task show beyond facts and spec: texts it traces to, a diff, what checks
// printed. The host looks these up while they are in sight; here they are values.
import type { TaskId } from "../src/spec/spec.ts";
import type { Patch } from "./patch.ts";

export interface DetailState {
  /** The attempt that Diff and Checks show; null: the last one. */
  readonly attempt: number | null;
  /** Attempts marked to be compared, at most two, in the order marked. */
  readonly marks: readonly number[];
  /** The Diff tab shows what lies between the two marked attempts. */
  readonly isComparing: boolean;
  /** null: as the width allows. */
  readonly sideBySide: boolean | null;
  readonly docs: Docs | null;
  readonly diff: DiffFound | null;
  readonly checks: ChecksFound | null;
}

/** Sections of requirements and design, by the id a task traces to. */
export interface Docs {
  /** Changes with the files. */
  readonly stamp: string;
  readonly ids: readonly string[];
  readonly sections: readonly DocSection[];
}

export interface DocSection {
  readonly id: string;
  /** `requirements.md` or `design.md`; empty when neither has it. */
  readonly file: string;
  readonly text: string;
}

/** Two commits whose difference is wanted. */
export interface DiffWanted {
  readonly from: string;
  readonly to: string;
  /** From the commit that both stem from, as an attempt's own work is shown. */
  readonly fromMergeBase: boolean;
}

export interface DiffFound {
  readonly wanted: DiffWanted;
  readonly result:
    | { readonly kind: "patch"; readonly patch: Patch }
    | { readonly kind: "failed"; readonly message: string };
}

/** What the checks of one attempt printed. */
export interface ChecksFound {
  readonly task: TaskId;
  readonly attempt: number;
  readonly stamp: string;
  readonly reports: readonly CheckReport[];
}

export interface CheckReport {
  /** `check`, `landing check` or `base check`. */
  readonly role: string;
  readonly call: string;
  readonly startedAtMs: number;
  readonly commands: readonly CheckedCommand[];
  /** How it ended; null while it runs, or when its engine died. */
  readonly end: string | null;
}

export interface CheckedCommand {
  /** `hooks`, `lint`, `lint fix` or `test`. */
  readonly name: string;
  readonly line: string;
  /** null while it runs. */
  readonly result: CheckedResult | null;
  /** The last lines it printed. */
  readonly output: readonly string[];
  /** Lines before those. */
  readonly omitted: number;
}

export interface CheckedResult {
  readonly passed: boolean;
  /** `exit 1`, `ended by SIGKILL`, `timed out`, `not started: …`. */
  readonly how: string;
  readonly durationMs: number;
  /** `12 passed, 1 failed`; empty when nothing was counted. */
  readonly counts: string;
}

export function emptyDetail(): DetailState {
  return {
    attempt: null,
    marks: [],
    isComparing: false,
    sideBySide: null,
    docs: null,
    diff: null,
    checks: null,
  };
}

/** Another task is selected: nothing of the one before is meant any more. */
export function detailOfOther(detail: DetailState): DetailState {
  return { ...detail, attempt: null, marks: [], isComparing: false, checks: null };
}

export function isSameDiff(one: DiffWanted | null, other: DiffWanted | null): boolean {
  return one?.from === other?.from && one?.to === other?.to &&
    one?.fromMergeBase === other?.fromMergeBase;
}
