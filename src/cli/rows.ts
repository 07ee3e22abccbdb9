// Parts that rows of the table share.
import type { ArgumentRow, OptionRow } from "./verb.ts";

export const TASK: ArgumentRow = {
  name: "task",
  summary: "id of a task, such as TASK-001",
  isRequired: true,
  completes: "task",
};
export const FRESH: OptionRow = {
  name: "fresh",
  summary: "start over instead of continuing earlier attempts",
};
export const JUNIT: OptionRow = {
  name: "junit",
  value: "FILE",
  summary: "write the tasks as a JUnit report",
  completes: "file",
};
/** What most rows of a group have. */
export const look = {
  group: "Look",
  isReadOnly: true,
  hasJson: true,
  arguments: [],
  options: [],
} as const;
export const spec = {
  group: "Spec",
  isReadOnly: true,
  hasJson: true,
  arguments: [],
  options: [],
} as const;
export const project = {
  group: "Project",
  isReadOnly: true,
  hasJson: true,
  arguments: [],
  options: [],
} as const;
