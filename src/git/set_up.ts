// Does a slot need the project's set-up command again? Lockfiles say so; links and kept folders are told here.
import type { Order } from "../runner/ports.ts";
import { exists } from "./branches.ts";
import type { SetUp } from "./slot_state.ts";
import type { Git } from "./git.ts";

const LOCKFILES = [
  "package-lock.json",
  "npm-shrinkwrap.json",
  "pnpm-lock.yaml",
  "yarn.lock",
  "bun.lock",
  "bun.lockb",
  "package.json",
  "deno.lock",
  "Cargo.lock",
  "go.sum",
  "poetry.lock",
  "uv.lock",
  "pdm.lock",
  "Pipfile.lock",
  "requirements.txt",
  "requirements-dev.txt",
  "pyproject.toml",
  "environment.yml",
  "Gemfile.lock",
  "composer.lock",
  "mix.lock",
  "pubspec.lock",
  "gradle.lockfile",
  "packages.lock.json",
  "flake.lock",
];

/** Hash of the lockfiles at the slot's root and in the project's folder, and of the command. */
export async function lockHash(root: string, cwd: string, command: string): Promise<string> {
  const folders = [...new Set([root, cwd])];
  const paths = folders.flatMap((folder) => LOCKFILES.map((name) => `${folder}/${name}`));
  const contents = await Promise.all(paths.map((path) => Deno.readFile(path).catch(() => null)));
  const hashes = await Promise.all(contents.map((bytes) => bytes === null ? "-" : digest(bytes)));
  return await digest(new TextEncoder().encode([command, ...hashes].join("\n")));
}

export async function needsSetUp(
  last: SetUp | null,
  hash: string,
  cwd: string,
): Promise<boolean> {
  if (last === null || last.hash !== hash) return true;
  const found = await Promise.all(last.folders.map((folder) => exists(`${cwd}/${folder}`)));
  return found.includes(false);
}

export async function keptFolders(
  cwd: string,
  keep: readonly string[],
): Promise<readonly string[]> {
  const found = await Promise.all(keep.map((name) => exists(`${cwd}/${name}`)));
  return keep.filter((_, n) => found[n]);
}

/**
 * Links `worktree.link` paths of the user's checkout into the slot, where they exist, are ignored and the
 * slot has none. Returns their repository-relative names, and what was not linked.
 */
export async function linkPaths(
  git: Git,
  order: Order,
  userRoot: string,
  root: string,
): Promise<{ readonly links: readonly string[]; readonly notices: readonly string[] }> {
  const links: string[] = [];
  const notices: string[] = [];
  for (const name of order.setup.link) {
    const path = inProject(order.subdir, name);
    if (path === null) notices.push(`"${name}" was not linked: it leads out of the project`);
    else if (!await exists(`${userRoot}/${path}`) || await exists(`${root}/${path}`)) continue;
    else if (!await isIgnored(git, path)) {
      notices.push(`"${name}" was not linked: git does not ignore it, so it would be committed`);
    } else {
      await Deno.mkdir(`${root}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.symlink(`${userRoot}/${path}`, `${root}/${path}`);
      links.push(path);
    }
  }
  return { links, notices };
}

function inProject(subdir: string, name: string): string | null {
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  const isOut = name.startsWith("/") || name.includes("\0") || parts.includes("..") ||
    parts.includes(".git") || parts.length === 0;
  return isOut ? null : [...(subdir === "" ? [] : [subdir]), ...parts].join("/");
}

/** `git` stands in the user's checkout, where a rule for folders such as `node_modules/` applies as well. */
async function isIgnored(git: Git, path: string): Promise<boolean> {
  const answer = await git.run(["check-ignore", "--quiet", "--", path], { okCodes: [0, 1] });
  return answer.code === 0;
}

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
