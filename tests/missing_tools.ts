// Programs that some tests need beyond git and Deno. Such a test is skipped by name where its program is missing.
import { delimiter, join } from "node:path";

export const OPTIONAL_TOOLS = ["tmux", "zsh", "fish", "podman"] as const;
export type OptionalTool = typeof OPTIONAL_TOOLS[number];

export function missingTools(): readonly OptionalTool[] {
  return OPTIONAL_TOOLS.filter((tool) => !hasTool(tool));
}

export function hasTool(tool: OptionalTool): boolean {
  const folders = (Deno.env.get("PATH") ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.some((folder) => {
    try {
      return Deno.statSync(join(folder, tool)).isFile;
    } catch {
      return false;
    }
  });
}
