// Ticks an item of a checklist in the file, as `task check` does: one mark changes, nothing else.
import { decodeSpec, encodeSpec, setChecklistItem } from "../spec/edit.ts";
import { parseSpec } from "../spec/parse.ts";
import { openSpecFiles } from "../store/spec_files.ts";
import { systemClock } from "./clock.ts";
import type { Project } from "./project.ts";
import { UserError } from "./user_error.ts";

export interface Tick {
  readonly task: string;
  readonly index: number;
  /** As it was shown: another item is not ticked in its place. */
  readonly text: string;
  readonly done: boolean;
}

const ROUNDS = 5;

/** Throws with the reason when the item is not what it was, or the file can't be edited. */
export async function tickItem(project: Project, tick: Tick): Promise<void> {
  const files = openSpecFiles({
    root: project.root,
    prefix: project.config.specPrefix,
    clock: systemClock,
    within: project.repository?.topLevel ?? project.root,
  });
  for (let round = 0; round < ROUNDS; round++) {
    const before = await files.tasks();
    const decoded = before === null ? null : decodeSpec(before);
    if (before === null || decoded === null || !("text" in decoded)) break;
    const spec = parseSpec(decoded.text);
    const item = spec.byId.get(tick.task)?.checklist[tick.index];
    if (item?.text !== tick.text) {
      throw new UserError(`Cannot tick an item of ${tick.task}: its checklist has changed`);
    }
    const text = setChecklistItem(spec, tick.task, tick.index, tick.done);
    if (text === decoded.text || await files.replaceTasks(before, encodeSpec(text))) return;
  }
  throw new UserError(`Cannot write "${project.tasksPath}": it changed while it was edited`);
}
