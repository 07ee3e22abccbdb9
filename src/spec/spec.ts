// A markdown spec as a value: its tasks, where each editable mark stands, and what could not be read.
// Offsets are positions in `Spec.text`; the file must be valid UTF-8, so text and bytes are one to one.

export type TaskId = string;
export type Status = "todo" | "in_progress" | "review" | "done" | "blocked";
export type Priority = "p0" | "p1" | "p2" | "p3";

/** Half-open range of offsets in `Spec.text`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface ChecklistItem {
  readonly text: string;
  readonly done: boolean;
  /** True under a `**Tests …**` heading. */
  readonly isTest: boolean;
  /** The one character between the brackets. */
  readonly mark: Span;
}

export interface Task {
  readonly id: TaskId;
  readonly name: string;
  readonly priority: Priority;
  readonly status: Status;
  /** As written, such as `2-3d`; empty when none is given. */
  readonly estimate: string;
  readonly description: string;
  readonly checklist: readonly ChecklistItem[];
  /** Tasks this one waits for, in the order written. */
  readonly needs: readonly TaskId[];
  readonly tracesTo: readonly string[];
  readonly blocks: readonly TaskId[];
  /** Heading text without its hashes, such as `Milestone 1: MVP`; empty when none. */
  readonly milestone: string;
  /** 1-based line of the heading. */
  readonly line: number;
  /** From the heading to the next heading that ends the task. */
  readonly span: Span;
  /** The status mark on the metadata line (emoji, if any, and word); null without a metadata line. */
  readonly statusSpan: Span | null;
}

export interface Diagnostic {
  readonly severity: "error" | "warning";
  /** Stable kebab-case name, such as `unknown-dependency`. */
  readonly code: string;
  readonly message: string;
  /** 1-based; 0 when the whole file is meant. */
  readonly line: number;
  readonly column: number;
  readonly task?: TaskId;
  readonly found?: string;
  readonly expected?: string;
  /** What to type or do. */
  readonly fix?: string;
}

export interface Spec {
  readonly text: string;
  readonly tasks: readonly Task[];
  /** First task of each id. */
  readonly byId: ReadonlyMap<TaskId, Task>;
  /** Tasks in scheduling order: priority, then file order. */
  readonly ordered: readonly Task[];
  readonly diagnostics: readonly Diagnostic[];
}
