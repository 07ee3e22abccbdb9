// The user's checkout as a value: every byte and mode in it, index, HEAD, refs and stashes. Two prints that
// are equal mean that nothing of the user's moved.
import { relative } from "node:path";
import { filesUnder } from "./observe.ts";
import type { Project } from "./project.ts";

export interface Checkout {
  /** Path → type, mode and hash; git's own folder and ours are left out. */
  readonly files: Readonly<Record<string, string>>;
  readonly index: string;
  readonly head: string;
  /** Without `refs/spec-tui/` and the labels `task/…`, which are ours. */
  readonly refs: Readonly<Record<string, string>>;
  readonly stashes: string;
}

export async function checkout(project: Project): Promise<Checkout> {
  const hasGit = (await filesUnder(project.repository)).some((path) => path.endsWith("/.git/HEAD"));
  const ask = (...argv: readonly string[]) =>
    hasGit
      ? project.git("--no-optional-locks", "-c", "core.fsmonitor=false", ...argv).catch(() =>
        "none"
      )
      : Promise.resolve("");
  return {
    files: await fileHashes(project.repository),
    index: await ask("ls-files", "--stage", "-t"),
    head: `${await ask("symbolic-ref", "-q", "HEAD")} ${await ask("rev-parse", "HEAD")}`,
    refs: ours(await ask("for-each-ref", "--format=%(refname) %(objectname)")),
    stashes: await ask("stash", "list", "--format=%H"),
  };
}

async function fileHashes(folder: string): Promise<Readonly<Record<string, string>>> {
  const hashes: Record<string, string> = {};
  for (const path of await filesUnder(folder)) {
    const name = relative(folder, path);
    if (/(^|\/)(\.git|\.spec-tui)(\/|$)/.test(name)) continue;
    hashes[name] = await fileHash(path);
  }
  return hashes;
}

async function fileHash(path: string): Promise<string> {
  const about = await Deno.lstat(path);
  if (about.isSymlink) return `link ${await Deno.readLink(path)}`;
  if (!about.isFile) return "special";
  const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(path));
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
  return `${((about.mode ?? 0) & 0o777).toString(8)} ${hex}`;
}

function ours(listing: string): Readonly<Record<string, string>> {
  const pairs = listing.split("\n").filter((line) => line !== "").map((line) => line.split(" "));
  return Object.fromEntries(
    pairs.filter(([name = ""]) => !/^refs\/(spec-tui\/|heads\/(task|spec-tui)\/)/.test(name)),
  );
}
