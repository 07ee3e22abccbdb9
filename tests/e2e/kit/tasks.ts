// Builds the text of `spec/tasks.md`.

export interface SpecTask {
  /** Absent: `TASK-001`, `TASK-002`, … by position. */
  readonly id?: string;
  readonly name?: string;
  readonly needs?: readonly string[];
  readonly milestone?: string;
  readonly priority?: "P0" | "P1" | "P2" | "P3";
  readonly status?: "TODO" | "IN_PROGRESS" | "REVIEW" | "DONE" | "BLOCKED";
  readonly estimate?: string;
  readonly description?: string;
  readonly items?: readonly string[];
  readonly tests?: readonly string[];
  readonly traces?: readonly string[];
}

const PRIORITY = { P0: "🔴", P1: "🟠", P2: "🟡", P3: "🟢" } as const;
const STATUS = { TODO: "⬜", IN_PROGRESS: "🔄", REVIEW: "🔍", DONE: "✅", BLOCKED: "⏸️" } as const;

export function specText(tasks: readonly SpecTask[]): string {
  let milestone = "";
  const parts = tasks.map((task, index) => {
    const heading = task.milestone !== undefined && task.milestone !== milestone
      ? `## Milestone ${milestone = task.milestone}\n\n`
      : "";
    return heading + taskText(task, index);
  });
  return `# Tasks\n\n${parts.join("\n---\n\n")}`;
}

export function taskId(index: number): string {
  return `TASK-${String(index + 1).padStart(3, "0")}`;
}

/** `count` tasks: all free, one chain, or layers of `width` of which each needs the one above it. */
export function manyTasks(
  count: number,
  shape: "free" | "chain" | { readonly width: number } = "free",
): readonly SpecTask[] {
  const width = shape === "free" ? count : shape === "chain" ? 1 : shape.width;
  return Array.from({ length: count }, (_, index) => ({
    name: `Make part ${index + 1}`,
    needs: index < width ? [] : [taskId(index - width)],
    ...(typeof shape === "object" ? { milestone: `${Math.floor(index / width) + 1}: Layer` } : {}),
  }));
}

function taskText(task: SpecTask, index: number): string {
  const id = task.id ?? taskId(index);
  const priority = task.priority ?? "P1";
  const status = task.status ?? "TODO";
  const mark = status === "DONE" ? "x" : " ";
  const list = (items: readonly string[]) => items.map((item) => `- [${mark}] ${item}\n`).join("");
  const ids = (values: readonly string[]) => values.map((value) => `[${value}]`).join(", ");
  return `### ${id}: ${task.name ?? `Make ${id}`}\n` +
    `${PRIORITY[priority]} ${priority} | ${STATUS[status]} ${status} | Est: ${
      task.estimate ?? "1h"
    }\n\n` +
    `**Description:**\n${task.description ?? `Write work/${id}.txt.`}\n\n` +
    `**Checklist:**\n${list(task.items ?? [`\`work/${id}.txt\` exists`])}\n` +
    (task.tests === undefined ? "" : `**Tests (Definition of Done):**\n${list(task.tests)}\n`) +
    `**Traces to:** ${ids(task.traces ?? ["REQ-001"])}\n` +
    `**Depends on:** ${task.needs?.length ? ids(task.needs) : "—"}\n`;
}
