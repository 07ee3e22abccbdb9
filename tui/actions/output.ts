// The Output pane's own keys.
import { areas } from "../areas.ts";
import { selectedTask } from "../derive.ts";
import { keepInside } from "../list.ts";
import { output as pane } from "../panes/output.ts";
import { outputLength, outputLine } from "../output_text.ts";
import { ask, paneState, say, type Screen, withPane } from "../screen.ts";
import { lineText } from "../spans.ts";

export function toggleFollow(screen: Screen): Screen {
  const body = pane.view(screen, areas(screen).detail);
  const here = withPane(screen, "output", { top: body.top ?? 0 });
  return { ...here, output: { ...screen.output, follow: !screen.output.follow } };
}

export function toggleWrap(screen: Screen): Screen {
  return { ...screen, output: { ...screen.output, wrap: !screen.output.wrap } };
}

/** To the next line that tells of a failure, below what is in sight, round and round. */
export function nextError(screen: Screen): Screen {
  const area = areas(screen).detail;
  const body = pane.view(screen, area);
  const here = body.top ?? paneState(screen, "output").top;
  for (let n = 1; n <= body.total; n++) {
    const at = (here + n) % body.total;
    const first = body.line(at)[0]?.text;
    if (
      !first?.startsWith(screen.glyphs.failed) &&
      !/\b(error|failed|panic)\b/i.test(lineText(body.line(at)))
    ) {
      continue;
    }
    const top = keepInside(at, { total: body.total, height: area.rows, top: at });
    return {
      ...withPane(screen, "output", { top, cursor: at }),
      output: { ...screen.output, follow: false },
    };
  }
  return say(screen, "no error is in this output", "ok");
}

export function refuseOutput(screen: Screen): string | null {
  if (screen.tab !== "output") return "it belongs to Output: o opens it";
  const found = screen.outputs.get(selectedTask(screen)?.id ?? "");
  return found === undefined || outputLength(found) === 0 ? "there is no output yet" : null;
}

/** The whole transcript, from disk. */
export function pageTranscript(screen: Screen): Screen {
  const path = screen.outputs.get(selectedTask(screen)?.id ?? "")?.path ?? "";
  return ask(screen, { kind: "page", path });
}

export function refuseTranscript(screen: Screen): string | null {
  const found = screen.outputs.get(selectedTask(screen)?.id ?? "");
  return found === undefined || found.path === "" ? "there is no transcript yet" : null;
}

/** Everything said, as plain text. */
export function outputText(screen: Screen): string {
  const found = screen.outputs.get(selectedTask(screen)?.id ?? "");
  if (found === undefined) return "";
  return Array.from({ length: outputLength(found) }, (_, at) => outputLine(found, at)?.text ?? "")
    .join("\n");
}
