// A project without git: one slot, the project's own folder. Nothing is emptied there, nothing can be
// captured, and there is no diff to approve.
import type { Order, Slot, Workspaces } from "../runner/ports.ts";

const NOTICE =
  "There is no git repository: tasks run one at a time in your own files, without a diff";

export function openPlainWorkspaces(projectDir: string): Workspaces {
  let inUse: string | null = null;
  let last: string | null = null;
  let wasSaid = false;
  return {
    async take(order: Order): Promise<Slot> {
      if (inUse !== null) {
        throw new Error(`Cannot take a slot for ${order.task}: ${inUse} works in the project`);
      }
      inUse = order.task;
      const notices = wasSaid ? [] : [NOTICE];
      const sameAsBefore = last === order.task;
      [wasSaid, last] = [true, order.task];
      return {
        number: 1,
        root: projectDir,
        cwd: projectDir,
        gitEnv: {},
        agentEnv: {},
        sameAsBefore,
        // The folder is the user's: its dependencies are as they keep them.
        needsSetup: false,
        notices,
      };
    },
    async capture() {
      return {
        sha: null,
        tree: null,
        changed: true,
        excluded: [],
        outside: [],
        rewritten: false,
        harnessDiff: null,
        notices: [],
      };
    },
    async hooks(_slot, _order, sha) {
      return { passed: true, output: "", sha, notices: [] };
    },
    release() {
      inUse = null;
    },
  };
}
