// From a key to its row of the table: which contexts have the keys now, and what a key that can't act says.
import type { Binding, Context } from "./binding.ts";
import { retryField } from "./actions/retry.ts";
import { closeDialog, sayWhyNot, type Screen } from "./screen.ts";

/** Contexts whose keys work now, the nearest first. A dialog has them alone. */
export function contextsOf(screen: Screen): readonly Context[] {
  const dialog = screen.dialogs.at(-1);
  // Its own keys, and those of what lies below it.
  if (dialog?.kind === "detail") return ["detail", ...contextsOf(closeDialog(screen))];
  if (dialog?.kind === "retry") {
    return retryField(dialog) === null ? ["retry", "choice"] : ["retry"];
  }
  if (dialog !== undefined) return [dialog.kind];
  if (screen.typing !== null) return ["typing"];
  switch (screen.page) {
    case "tasks":
      return [...ofTab(screen), "task", "run", "list", "everywhere"];
    case "inbox":
    case "live":
      return ["task", "run", "list", "everywhere"];
    case "costs":
    case "timeline":
      return [screen.page, "run", "list", "everywhere"];
    case "runs":
    case "facts":
      return ["run", "list", "everywhere"];
  }
}

/** A pane whose rows are chosen has its keys only while it has the focus. */
function ofTab({ tab, focus }: Screen): readonly Context[] {
  switch (tab) {
    case "overview":
    case "attempts":
      return focus === "detail" ? [tab] : [];
    case "output":
    case "diff":
      return [tab, "attempt"];
    case "checks":
    case "review":
      return ["attempt"];
    case "why":
      return [];
  }
}

/** A key means what the nearest context says. */
export function activeBindings(screen: Screen): readonly Binding[] {
  const taken = new Set<string>();
  return contextsOf(screen).flatMap((context) => {
    const rows = screen.keymap.filter((row) =>
      row.context === context && row.keys.some((key) => !taken.has(key))
    );
    for (const key of rows.flatMap((row) => row.keys)) taken.add(key);
    return rows;
  });
}

export function bindingOf(screen: Screen, key: string): Binding | undefined {
  return activeBindings(screen).find((row) => row.keys.includes(key));
}

/** Acts, or says why not. */
export function perform(screen: Screen, binding: Binding): Screen {
  const isBelow = screen.dialogs.at(-1)?.kind === "detail" && binding.context !== "detail";
  const target = isBelow ? closeDialog(screen) : screen;
  const reason = binding.refuse?.(target) ?? null;
  if (reason !== null) return sayWhyNot(screen, binding.keys[0] ?? "", reason);
  return binding.act(target.notice?.isRefusal ? { ...target, notice: null } : target);
}
