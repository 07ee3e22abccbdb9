// The screen as rows to draw, and as areas for the mouse: a pure function of the state.
import { areas, isTooSmall, least } from "./areas.ts";
import { dialogLayer } from "./dialogs/registry.ts";
import { welcome } from "./empty.ts";
import { footer, messageLine } from "./footer.ts";
import { header } from "./header.ts";
import { column, type Draw, fixed, flex, row, type View, zone } from "./layout.ts";
import { liveView } from "./live.ts";
import { detailView, pageView } from "./pane_view.ts";
import type { Screen } from "./screen.ts";
import { span } from "./spans.ts";
import { stack } from "./stack.ts";
import { taskList } from "./task_list.ts";

export function view(screen: Screen): View {
  const { size } = screen;
  if (isTooSmall(size)) return tooSmall(screen);
  const places = areas(screen);
  const layers = screen.dialogs.map((dialog) => dialogLayer(screen, dialog));
  const above = column([fixed(places.header, header(screen)), flex(body(screen))]);
  // What a dialog's keys are, and what became of one, is no part of what lies below it.
  return column([
    flex(stack(above, layers)),
    fixed(1, messageLine(screen)),
    fixed(1, footer(screen)),
  ])(size);
}

function body(screen: Screen): Draw {
  const { specState } = screen;
  if (specState.kind === "missing" || specState.kind === "broken") {
    if (screen.page === "tasks") return welcome(screen, specState);
  }
  if (screen.page === "live") return liveView(screen);
  if (screen.page !== "tasks") return pageView(screen);
  const { listColumns, detailColumns } = areas(screen);
  if (detailColumns === 0) return taskList(screen);
  if (listColumns === 0) return zone("detail", detailView(screen));
  return row([fixed(listColumns, taskList(screen)), flex(detailView(screen))]);
}

function tooSmall({ size }: Screen): View {
  const { columns, rows } = least;
  const text = `spec-tui needs ${columns}×${rows} (this is ${size.columns}×${size.rows})`;
  return { rows: [[span(text)]] };
}
