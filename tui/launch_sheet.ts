// What a run would do, shown before anything is paid for.
import type { Selection } from "../src/pipeline/fact.ts";
import type { TaskId } from "../src/spec/spec.ts";

export interface LaunchSheet {
  readonly selection: Selection;
  /** In the order they would start. */
  readonly tasks: readonly { readonly id: TaskId; readonly name: string }[];
  readonly mode: "git" | "plain";
  readonly target: string;
  readonly head: string;
  readonly integration: string;
  readonly jobs: number;
  /** Paths of the worktrees, as a text. */
  readonly worktrees: string;
  /** Uncommitted files, which agents will not see. */
  readonly uncommitted: readonly string[];
  /** Files that git ignores, such as `.env`, which the worktrees will lack. */
  readonly lacking: readonly string[];
  readonly agents: readonly { readonly name: string; readonly note: string }[];
  readonly commands: readonly { readonly name: string; readonly command: string }[];
  readonly limits: readonly { readonly name: string; readonly value: string }[];
  readonly warnings: readonly string[];
  /** Why it can't start, with what to do; empty when it can. */
  readonly refused: string;
}
