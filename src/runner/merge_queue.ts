// The port to the merge queue of one target: how checked work becomes commits that everyone builds on.
import type { Sha, WaitReason } from "../pipeline/fact.ts";
import type { TaskId } from "../spec/spec.ts";

/** A merge that could land: its commit exists, no ref names it yet. */
export interface Candidate {
  readonly commit: Sha;
  readonly tree: Sha;
  readonly parents: readonly Sha[];
  readonly queueOld: Sha;
  /** False when the tree is the checked one but for the task's status. */
  readonly needsCheck: boolean;
  readonly statusInTree: boolean;
}

export interface LandRequest {
  readonly task: TaskId;
  readonly branchCommit: Sha;
  /** What the branch commit was checked on top of. */
  readonly base: Sha;
  readonly message: string;
  readonly atMs: number;
  readonly fence: number;
}

/** The merge queue of one target. `prepare` only makes objects; `land` moves the queue by compare-and-swap. */
export interface MergeQueue {
  /** Queue tip, after merging in what the target has and it lacks. */
  tip(): Promise<
    { readonly sha: Sha; readonly merged: Sha | null } | { readonly conflict: readonly string[] }
  >;
  prepare(request: LandRequest): Promise<Candidate | { readonly conflict: readonly string[] }>;
  land(candidate: { readonly commit: Sha; readonly queueOld: Sha }): Promise<"landed" | "moved">;
  /** Fast-forwards the target to the queue. */
  advance(): Promise<
    { readonly advanced: Sha | null } | { readonly waits: WaitReason; readonly message: string }
  >;
}
