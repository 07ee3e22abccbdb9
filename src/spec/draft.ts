// A task as read from its lines, before ids are looked up: what stands where, and what was found wrong.

import type { Heading } from "./heading.ts";
import type { Mention } from "./mentions.ts";
import type { Refs } from "./refs.ts";
import type { ChecklistItem } from "./spec.ts";
import type { StatusMark, Word } from "./status_mark.ts";

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
  readonly id: string;
  /** Where the id stands in the heading. */
  readonly at: number;
  /** The heading is struck out. */
  readonly isStruck: boolean;
  priority: Word | null;
  status: StatusMark | null;
  /** Where a missing status belongs; -1 without a metadata line. */
  statusPlace: number;
  hasMetadata: boolean;
  /** What looks like metadata on a line that is none. */
  suspect: Word | null;
  estimate: string;
  description: string;
  checklist: ChecklistItem[];
  needs: Refs | null;
  /** Behind `Requires`, `After` and the like: those that are tasks are waited for. */
  maybeNeeds: Refs | null;
  blocks: Refs | null;
  traces: Refs | null;
  /** Ids behind words such as "depends on" in the text. */
  mentions: Mention[] | null;
  /** It was said that its metadata cannot be read. */
  isUnreadable: boolean;
  /** Of the whole file. */
  readonly findings: Finding[];
}

// Shared, and never added to: an array that grows by itself makes room for sixteen more.
const NO_ITEMS: ChecklistItem[] = [];

/** The list with one more; a shared empty one gives way to a new one. */
export function withOne<T>(list: T[], item: T): T[] {
  if (list.length === 0) return [item];
  list.push(item);
  return list;
}

export function createDraft(heading: Heading, findings: Finding[]): Draft {
  return {
    id: heading.id ?? "",
    at: heading.at,
    isStruck: heading.isStruck,
    priority: null,
    status: null,
    statusPlace: -1,
    hasMetadata: false,
    suspect: null,
    estimate: "",
    description: "",
    checklist: NO_ITEMS,
    needs: null,
    maybeNeeds: null,
    blocks: null,
    traces: null,
    mentions: null,
    isUnreadable: false,
    findings,
  };
}
