// The shape of a JSON event: its kind, and which fields of which types it has. Fields whose names are data
// (tool inputs, headers, model names) are not looked into.

const OPAQUE = new Set([
  "input",
  "args",
  "arguments",
  "parameters",
  "responseHeaders",
  "metadata",
  "tool_use_result",
  "modelUsage",
  "models",
  "memory_paths",
  "errors",
]);

export type Shapes = Readonly<Record<string, readonly string[]>>;

export function kindOf(event: unknown): string {
  const names = [
    field(event, "type"),
    field(event, "subtype"),
    field(field(event, "item"), "type"),
    field(field(event, "message"), "role"),
    field(field(event, "assistantMessageEvent"), "type"),
    field(event, "role"),
  ];
  return names.filter((name) => typeof name === "string").join(" ");
}

/** `path:type` of every field, arrays written `[]`. */
export function shapeOf(value: unknown, path = ""): readonly string[] {
  const type = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  const own = [`${path}:${type}`];
  const name = path.split(".").at(-1) ?? "";
  if (typeof value !== "object" || value === null || OPAQUE.has(name)) return own;
  const children = Array.isArray(value)
    ? value.flatMap((item) => shapeOf(item, `${path}[]`))
    : Object.entries(value).flatMap(([key, child]) => shapeOf(child, `${path}.${key}`));
  return [...new Set([...own, ...children])];
}

export function shapesOf(lines: readonly string[]): Shapes {
  const shapes = new Map<string, Set<string>>();
  for (const line of lines) {
    const event: unknown = JSON.parse(line);
    const kind = kindOf(event);
    const known = shapes.get(kind) ?? new Set();
    for (const part of shapeOf(event)) known.add(part);
    shapes.set(kind, known);
  }
  return Object.fromEntries([...shapes].map(([kind, parts]) => [kind, [...parts].sort()]));
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
