// What goes on around a project that no fact tells: which branch is checked out, and who else looks.
import type { Msg } from "../../tui/msg.ts";
import { systemClock } from "./clock.ts";
import { actorOf } from "./face.ts";
import type { Project } from "./project.ts";
import { branchNow } from "./branch.ts";
import { openFaces } from "./screen_faces.ts";

export interface Around {
  news(): readonly Msg[];
  close(): void;
}

const BRANCH_MS = 1000;
/** A face that came or went is seen by the others within this. */
const FACES_MS = 2000;

export function openAround(project: Project, elapsed: () => number): Around {
  const by = actorOf(project.environment, "tui");
  const { stateDir } = project;
  const faces = openFaces({ stateDir, by, pid: Deno.pid, now: systemClock.now });
  let branch = project.repository?.branch ?? "";
  let count = 1;
  let branchAt = elapsed();
  let facesAt = -Infinity;
  return {
    news() {
      const msgs: Msg[] = [];
      if (elapsed() - branchAt >= BRANCH_MS) {
        branchAt = elapsed();
        const now = branchNow(project);
        if (now !== null && now !== branch) msgs.push({ kind: "branch", branch: branch = now });
      }
      if (elapsed() - facesAt >= FACES_MS) {
        facesAt = elapsed();
        const now = faces.count();
        if (now !== count) msgs.push({ kind: "faces", count: count = now });
      }
      return msgs;
    },
    close: faces.close,
  };
}
