// Which folder is the project's, by what stands in it.
import { dirname, join } from "node:path";
import { configCandidates } from "../config/candidates.ts";
import { UserError } from "./user_error.ts";

/** The folder that has the config or the spec: this one, or one above it within the repository. */
export function nearestRoot(start: string): string {
  for (let folder = start;; folder = dirname(folder)) {
    if (configCandidates.some((name) => isFile(join(folder, name)))) return folder;
    if (isFile(join(folder, "spec", "tasks.md"))) return folder;
    if (exists(join(folder, ".git")) || dirname(folder) === folder) return start;
  }
}

export function realFolder(path: string): string {
  let why = "it is not a folder";
  try {
    const real = Deno.realPathSync(path);
    if (Deno.statSync(real).isDirectory) return real;
  } catch (error) {
    why = error instanceof Deno.errors.NotFound
      ? "there is no such folder"
      : error instanceof Error
      ? error.message
      : String(error);
  }
  throw new UserError(`Cannot open the project "${path}": ${why}`);
}

export function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

export function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

export function readText(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return null;
  }
}
