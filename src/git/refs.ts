// Names of refs and slots. Nothing raw reaches a ref or a path: words become slugs, and whatever a slug
// cannot hold is told apart by a hash of the original.

const SLUG_LENGTH = 40;
const HASH_LENGTH = 8;
const ZERO_64 = 0xcbf29ce484222325n;
const MASK_64 = 0xffffffffffffffffn;

/** `[a-z0-9-]{1,40}`; two different words never share one. `TASK-7` → `task-7`, `täsk` → `ta-sk-…`. */
export function slug(raw: string): string {
  const plain = dashed(raw);
  if (isCanonical(raw) && plain.length <= SLUG_LENGTH) return plain;
  return withHash(plain, raw);
}

/** The project's key within its repository. `isPlain`: at the root and without a prefix, so names omit it. */
export function projectKey(
  subdir: string,
  prefix: string,
): { readonly key: string; readonly isPlain: boolean } {
  const words = [subdir, prefix].filter((word) => word !== "").join("-");
  const key = withHash(dashed(words) || "project", `${subdir}\n${prefix}`);
  return { key, isPlain: words === "" };
}

/** The short branch name that labels a task: `task/TASK-7-add-login`, or `task/<key>/TASK-7-add-login`. */
export function branchLabel(id: string, title: string, key: string | null): string {
  const name = isCanonical(id) && id.length <= SLUG_LENGTH ? id : slug(id);
  const words = dashed(title).slice(0, 30).replace(/-+$/, "");
  return ["task", ...(key === null ? [] : [key]), words ? `${name}-${words}` : name].join("/");
}

/** Where the attempts of a task are kept; `key` null for the plain project. */
export function attemptsOf(key: string | null, task: string): string {
  return `${attemptsRoot(key)}${slug(task)}/`;
}

export function attemptsRoot(key: string | null): string {
  return `refs/spec-tui/attempts/${key === null ? "" : `${key}/`}`;
}

export function attemptRef(
  key: string | null,
  task: string,
  attempt: number,
  execution: string,
): string {
  const name = /^[0-9a-f]{8}[0-9a-f-]{0,40}$/.test(execution) ? execution : slug(execution);
  return `${attemptsOf(key, task)}${Math.trunc(attempt)}/${name}`;
}

export function queueRef(target: string): string {
  return `refs/spec-tui/queue/${target}`;
}

/** The branch that `integration: branch | pr` keeps on the queue. */
export function integrationBranch(target: string): string {
  return `refs/heads/spec-tui/${target}`;
}

/** Is it a short branch name git takes, and no option, path trick or revision expression? */
export function isBranchName(name: string): boolean {
  // deno-lint-ignore no-control-regex
  if (/[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^[-/]|[/.]$|^@$/.test(name)) return false;
  return name !== "" && name.split("/").every((part) => !/^\.|\.lock$/.test(part)) &&
    name.length <= 200;
}

function isCanonical(raw: string): boolean {
  return /^[A-Z0-9]+(-[A-Z0-9]+)*$/.test(raw) && !/-[0-9A-F]{8}$/.test(raw);
}

function dashed(raw: string): string {
  return raw.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
}

function withHash(plain: string, raw: string): string {
  const room = SLUG_LENGTH - HASH_LENGTH - 1;
  const head = plain.slice(0, room).replace(/-+$/, "");
  return head === "" ? hash(raw) : `${head}-${hash(raw)}`;
}

/** FNV-1a over UTF-8, mixed once more so that its low bits spread; for telling names apart, not for secrets. */
function hash(raw: string): string {
  let sum = ZERO_64;
  for (const byte of new TextEncoder().encode(raw)) {
    sum = ((sum ^ BigInt(byte)) * 0x100000001b3n) & MASK_64;
  }
  sum ^= sum >> 33n;
  sum = (sum * 0xff51afd7ed558ccdn) & MASK_64;
  sum ^= sum >> 33n;
  return (sum >> 32n).toString(16).padStart(HASH_LENGTH, "0");
}
