// Which branch is checked out, read as git writes it: many times a minute, and with no program.
import { join } from "node:path";
import type { Repository } from "../git/discover.ts";

/** The branch checked out now; null when HEAD can't be read as git writes it. */
export function branchNow(
  { repository }: { readonly repository: Pick<Repository, "gitDir"> | null },
): string | null {
  if (repository === null) return null;
  try {
    const head = Deno.readTextFileSync(join(repository.gitDir, "HEAD")).trim();
    if (head.startsWith("ref: refs/heads/")) {
      const branch = head.slice("ref: refs/heads/".length);
      // Where refs are kept in tables HEAD's file says nothing.
      return branch === ".invalid" ? null : branch;
    }
    return /^[0-9a-f]{40,64}$/.test(head) ? "" : null;
  } catch {
    return null;
  }
}
