// What the host found for the tabs, put into the screen: output, pages of it, texts, diffs, checks.
import { followsAgain, shownOutput, toLine } from "./actions/output.ts";
import { isSameDiff } from "./detail.ts";
import type { Msg, OutputMsg, OutputPageMsg } from "./msg.ts";
import { appendOutput, emptyOutput, type Output, withWindow } from "./output_text.ts";
import { parsePatch } from "./patch.ts";
import { say, type Screen, withPane } from "./screen.ts";

type Kind<K extends Msg["kind"]> = Extract<Msg, { kind: K }>;
export type DetailMsg = Kind<"output" | "output_page" | "docs" | "diff" | "checks">;

export function updateDetail(screen: Screen, msg: DetailMsg): Screen {
  switch (msg.kind) {
    case "output":
      return onOutput(screen, msg);
    case "output_page":
      return onPage(screen, msg);
    case "docs": {
      const { ids, stamp, sections } = msg;
      return { ...screen, detail: { ...screen.detail, docs: { ids, stamp, sections } } };
    }
    case "diff":
      return onDiff(screen, msg);
    case "checks": {
      const { task, attempt, stamp, reports } = msg;
      return { ...screen, detail: { ...screen.detail, checks: { task, attempt, stamp, reports } } };
    }
  }
}

function onOutput(screen: Screen, msg: OutputMsg): Screen {
  const known = screen.outputs.get(msg.task);
  const isNew = known === undefined || (msg.at === 0 && known.total > 0);
  const output = isNew ? emptyOutput(msg.task) : known;
  const isLooked = shownOutput(screen)?.task === msg.task && !screen.output.follow;
  appendOutput(output, msg, isLooked ? screen.output.at.line : null);
  const next = isNew ? withOutput(screen, output) : { ...screen };
  return followsAgain(next, msg.task);
}

function onPage(screen: Screen, msg: OutputPageMsg): Screen {
  const known = screen.outputs.get(msg.task);
  if (msg.show === null) {
    if (known !== undefined) known.isAsked = false;
    return say(screen, `${msg.sought} is not here`, "warn");
  }
  const output = withWindow(known ?? emptyOutput(msg.task), msg.at, msg.lines);
  const next = withOutput(screen, output);
  if (msg.sought === "" || shownOutput(next)?.task !== msg.task) return next;
  return toLine({ ...next, notice: null }, output, msg.show, true);
}

const mostOutputs = 8;

/** The one changed last stands last; the oldest goes. */
function withOutput(screen: Screen, output: Output): Screen {
  const others = [...screen.outputs].filter(([task]) => task !== output.task);
  const kept = others.slice(-(mostOutputs - 1));
  return { ...screen, outputs: new Map([...kept, [output.task, output]]) };
}

function onDiff(screen: Screen, msg: Kind<"diff">): Screen {
  const { wanted, problem, text, isCut } = msg;
  const result = problem === ""
    ? { kind: "patch", patch: parsePatch(text, isCut) } as const
    : { kind: "failed", message: problem } as const;
  const detail = { ...screen.detail, diff: { wanted, result } };
  if (isSameDiff(screen.detail.diff?.wanted ?? null, wanted)) return { ...screen, detail };
  return withPane({ ...screen, detail }, "diff", { top: 0, cursor: 0 });
}
