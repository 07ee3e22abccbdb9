// Retry with options: how to begin, which agent, which model, and a note for it.
import { refuseCommand } from "../available.ts";
import { chosenTasks } from "../derive.ts";
import { createField, type Field } from "../input_field.ts";
import { ask, closeDialog, openDialog, replaceDialog, type Screen } from "../screen.ts";
import type { Dialog } from "../dialogs/dialog.ts";

export type RetryDialog = Extract<Dialog, { kind: "retry" }>;

export const retryRows = ["how", "agent", "model", "note"] as const;

export function openRetry(screen: Screen): Screen {
  const ids = chosenTasks(screen).filter((task) =>
    refuseCommand(screen, "retry", { task }) === null
  );
  return openDialog(screen, {
    kind: "retry",
    ids,
    row: "how",
    fresh: false,
    agent: null,
    model: createField(),
    note: createField("", true),
  });
}

export function retryRow(by: 1 | -1) {
  return withRetry((dialog) => {
    const at = retryRows.indexOf(dialog.row);
    const row = retryRows[(at + by + retryRows.length) % retryRows.length] ?? dialog.row;
    return { ...dialog, row };
  });
}

/** The choice beside the chosen one. */
export function retryChoice(by: 1 | -1) {
  return (screen: Screen): Screen =>
    withRetry((dialog) => {
      if (dialog.row === "how") return { ...dialog, fresh: !dialog.fresh };
      const names: readonly (string | null)[] = [null, ...agentNames(screen)];
      const at = names.indexOf(dialog.agent);
      return { ...dialog, agent: names[(at + by + names.length) % names.length] ?? null };
    })(screen);
}

/** Agents that can be named: those that are there, and those that runs use. */
export function agentNames({ about }: Screen): readonly string[] {
  return about.agents.filter((agent) => agent.isThere || agent.isUsed).map((agent) => agent.name);
}

export function sendRetry(screen: Screen): Screen {
  const dialog = topRetry(screen);
  if (dialog === null) return screen;
  const { fresh, agent } = dialog;
  const model = dialog.model.text.trim();
  const note = dialog.note.text.trim();
  const args = {
    ...fresh ? { fresh } : {},
    ...agent === null ? {} : { agent },
    ...model === "" ? {} : { model },
    ...note === "" ? {} : { note },
  };
  const list = { ...screen.list, marks: new Set<string>() };
  return dialog.ids.reduce(
    (next: Screen, task) => ask(next, { kind: "tell", command: "retry", args: { task, ...args } }),
    { ...closeDialog(screen), list },
  );
}

/** The field that takes what is typed; null on a row of choices. */
export function retryField(dialog: RetryDialog): Field | null {
  return dialog.row === "model" ? dialog.model : dialog.row === "note" ? dialog.note : null;
}

export function withRetryField(screen: Screen, field: Field): Screen {
  return withRetry((dialog) => ({ ...dialog, [dialog.row]: field }))(screen);
}

function withRetry(change: (dialog: RetryDialog) => RetryDialog) {
  return (screen: Screen): Screen => {
    const dialog = topRetry(screen);
    return dialog === null ? screen : replaceDialog(screen, change(dialog));
  };
}

function topRetry(screen: Screen): RetryDialog | null {
  const dialog = screen.dialogs.at(-1);
  return dialog?.kind === "retry" ? dialog : null;
}
