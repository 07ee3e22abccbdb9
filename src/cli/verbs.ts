// Every verb, in the order of the help. Names, help, parsing and completions derive from these rows.
import type { VerbRow } from "./verb.ts";
import { DECIDE_VERBS, LOOK_VERBS, STATUS } from "./verbs_look.ts";
import { PROJECT_VERBS } from "./verbs_project.ts";
import { TASK_VERBS } from "./verbs_task.ts";
import { WORK_VERBS } from "./verbs_work.ts";

export const VERBS: readonly VerbRow[] = [
  ...WORK_VERBS,
  ...LOOK_VERBS,
  ...DECIDE_VERBS,
  ...TASK_VERBS,
  ...PROJECT_VERBS,
];

/** No verb at all. */
export const BARE: VerbRow = {
  ...STATUS,
  name: "",
  load: async () => (await import("./verbs/bare.ts")).bare,
};
