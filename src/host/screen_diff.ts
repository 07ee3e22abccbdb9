// The diff that the screen shows: asked of git once per pair of commits, in the background.
import { commitDiff, isGone } from "../git/attempt_diff.ts";
import type { Msg } from "../../tui/msg.ts";
import type { DiffWanted } from "../../tui/detail.ts";
import type { Project } from "./project.ts";

export interface DiffFeed {
  /** What has arrived; begins what is wanted and not on its way. */
  news(wanted: DiffWanted | null): readonly Msg[];
}

const MOST_BYTES = 2 << 20;

export function openDiffFeed(project: Project): DiffFeed {
  let onItsWay = "";
  let arrived: Msg[] = [];
  return {
    news(wanted) {
      const msgs = arrived;
      arrived = [];
      const key = wanted === null ? "" : JSON.stringify(wanted);
      if (wanted !== null && key !== onItsWay && msgs.length === 0) {
        onItsWay = key;
        look(project, wanted).then((msg) => {
          arrived.push(msg);
          onItsWay = "";
        });
      }
      return msgs;
    },
  };
}

async function look(project: Project, wanted: DiffWanted): Promise<Msg> {
  try {
    if (project.repository === null) return failed(wanted, "without git there is no diff");
    const { text, isCut } = await commitDiff(project.git, wanted, MOST_BYTES);
    return { kind: "diff", wanted, text, isCut, problem: "" };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return failed(
      wanted,
      isGone(error) ? "its commits are not in this repository any more" : message,
    );
  }
}

function failed(wanted: DiffWanted, problem: string): Msg {
  return { kind: "diff", wanted, text: "", isCut: false, problem };
}
