// From a key to its row of the table: which contexts have the keys now, and what a key that can't act says.
import type { Binding, Context } from "./binding.ts";
import { say, type Screen } from "./screen.ts";

/** Contexts whose keys work now, the nearest first. A dialog has them alone. */
export function contextsOf(screen: Screen): readonly Context[] {
  const dialog = screen.dialogs.at(-1);
  if (dialog !== undefined) return [dialog.kind];
  if (screen.typing !== null) return ["typing"];
  if (screen.page === "tasks" && screen.tab === "output") {
    return ["output", "task", "run", "list", "everywhere"];
  }
  return screen.page === "tasks" || screen.page === "inbox"
    ? ["task", "run", "list", "everywhere"]
    : ["run", "list", "everywhere"];
}

export function activeBindings(screen: Screen): readonly Binding[] {
  const contexts = contextsOf(screen);
  return contexts.flatMap((context) => screen.keymap.filter((row) => row.context === context));
}

export function bindingOf(screen: Screen, key: string): Binding | undefined {
  return activeBindings(screen).find((row) => row.keys.includes(key));
}

/** Acts, or says why not. */
export function perform(screen: Screen, binding: Binding): Screen {
  const reason = binding.refuse?.(screen) ?? null;
  if (reason !== null) return say(screen, `${binding.keys[0]}: ${reason}`, "warn");
  return binding.act(screen);
}
