// Filtering the list and searching a pane: the line being typed acts at once.
import { areas } from "../areas.ts";
import { keepInside } from "../list.ts";
import { createField, type Field } from "../input_field.ts";
import { roomOf } from "../panes/pane.ts";
import { currentPane } from "../panes/registry.ts";
import { paneState, say, type Screen, withPane } from "../screen.ts";
import { lineText } from "../spans.ts";
import { taskRows } from "../task_rows.ts";
import { isOnList, move, selectRow } from "./move.ts";
import { findInOutput } from "./output.ts";

export function refuseTyping(screen: Screen): string | null {
  return screen.page === "tasks" && screen.spec.tasks.length === 0 ? "there are no tasks" : null;
}

export function beginTyping(screen: Screen): Screen {
  const onList = isOnList(screen);
  const pane = currentPane(screen);
  const before = onList ? screen.list.filter : paneState(screen, pane?.id ?? "").search;
  const what = onList ? "filter" : "search";
  return { ...screen, typing: { what, field: createField(before), before } };
}

export function typed(screen: Screen, field: Field): Screen {
  const { typing } = screen;
  if (typing === null) return screen;
  const next = { ...screen, typing: { ...typing, field } };
  return typing.what === "filter" ? withFilter(next, field.text) : withSearch(next, field.text);
}

export function endTyping(screen: Screen): Screen {
  const { typing } = screen;
  if (typing === null) return screen;
  const next = { ...screen, typing: null };
  if (typing.what === "filter" || typing.field.text === "") return next;
  return findNext(1, true)(next);
}

export function cancelTyping(screen: Screen): Screen {
  const { typing } = screen;
  if (typing === null) return screen;
  const next = { ...screen, typing: null };
  return typing.what === "filter"
    ? withFilter(next, typing.before)
    : withSearch(next, typing.before);
}

export function withFilter(screen: Screen, filter: string): Screen {
  const next = { ...screen, list: { ...screen.list, filter, top: 0 } };
  const { rows, indexOf } = taskRows(next);
  const kept = next.list.selected === null ? undefined : indexOf.get(next.list.selected);
  const at = kept ?? rows.findIndex((row) => row.kind === "task");
  return at < 0 ? next : selectRow(next, at);
}

/** The next row that has what is searched for; on the list, the next task shown. */
export function findNext(step: 1 | -1, fromHere = false) {
  return (screen: Screen): Screen => {
    if (isOnList(screen)) return move(screen, { by: step });
    const pane = currentPane(screen);
    if (pane === null) return screen;
    if (pane.id === "output") return findInOutput(screen, step, fromHere);
    const { search, cursor } = paneState(screen, pane.id);
    const area = areas(screen).detail;
    const body = pane.view(screen, area);
    const top = body.top ?? paneState(screen, pane.id).top;
    // The last rows are in sight together: looking goes on from the match, not from the top of the view.
    const isInSight = cursor >= top && cursor < top + roomOf(area, body);
    const here = isInSight ? cursor : top;
    const needle = search.toLowerCase();
    for (let n = fromHere ? 0 : 1; n <= body.total; n++) {
      const at = ((here + step * n) % body.total + body.total) % body.total;
      if (!lineText(body.line(at)).toLowerCase().includes(needle)) continue;
      return showRow(screen, pane.id, at, { total: body.total, height: roomOf(area, body) });
    }
    return say(screen, `"${search}" is not here`, "warn");
  };
}

export function refuseFind(screen: Screen): string | null {
  if (isOnList(screen)) return screen.list.filter === "" ? "nothing is filtered: / begins" : null;
  const pane = currentPane(screen);
  const search = pane === null ? "" : paneState(screen, pane.id).search;
  return search === "" ? "nothing is searched for: / begins" : null;
}

export function clearSearch(screen: Screen): Screen {
  return withSearch(screen, "");
}

function withSearch(screen: Screen, search: string): Screen {
  const pane = currentPane(screen);
  return pane === null ? screen : withPane(screen, pane.id, { search });
}

function showRow(
  screen: Screen,
  pane: string,
  at: number,
  place: { readonly total: number; readonly height: number },
): Screen {
  const top = keepInside(at, { ...place, top: at });
  return withPane(screen, pane, { top, cursor: at });
}
