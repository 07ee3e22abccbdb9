// A task as read from its lines, before ids are looked up: what stands where, and what was found wrong.
import type { Heading } from "./heading.ts";
import type { StatusMark, Word } from "./metadata.ts";
import type { Refs } from "./refs.ts";
import type { ChecklistItem, Span } from "./spec.ts";

/** A finding with its place as an offset; `parse.ts` turns the offset into line and column. */
export interface Finding {
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly message: string;
  /** Offset in the text; -1 when the whole file is meant. */
  readonly at: number;
  readonly task?: string;
  readonly found?: string;
  readonly expected?: string;
  readonly fix?: string;
}

export interface Draft {
  readonly heading: Heading;
  readonly id: string;
  readonly milestone: string;
  /** Lines of the body: from the one under the heading up to, not including, `lastLine`. */
  readonly firstLine: number;
  readonly lastLine: number;
  readonly span: Span;
  priority: Word | null;
  status: StatusMark | null;
  /** Where a missing status belongs; -1 without a metadata line. */
  statusPlace: number;
  hasMetadata: boolean;
  estimate: string;
  description: string;
  readonly checklist: ChecklistItem[];
  needs: Refs | null;
  blocks: Refs | null;
  traces: Refs | null;
  readonly findings: Finding[];
}
