// What lies between two commits, as a unified diff for a person: git's own words, whatever the user's or an
// agent's config says about colours, prefixes, external programs and text filters.
import { type Git, GitFailure } from "./git.ts";

export interface CommitPair {
  readonly from: string;
  readonly to: string;
  /** From the commit that both stem from. */
  readonly fromMergeBase: boolean;
}

export interface DiffText {
  readonly text: string;
  readonly isCut: boolean;
}

const SHAPE = [
  "--no-ext-diff",
  "--no-textconv",
  "--no-color",
  "--src-prefix=a/",
  "--dst-prefix=b/",
  "--submodule=short",
  "--no-relative",
  "--unified=3",
  "--inter-hunk-context=0",
  "-M",
];

export async function commitDiff(git: Git, pair: CommitPair, mostBytes: number): Promise<DiffText> {
  const { from, to } = pair;
  if (!isCommit(from) || !isCommit(to)) throw new Error(`Cannot compare "${from}" and "${to}"`);
  const start = pair.fromMergeBase ? await mergeBase(git, from, to) : from;
  const found = await git.run(["diff", ...SHAPE, start, to, "--"], { mostBytes });
  return { text: found.stdout, isCut: found.isCut };
}

/** Unrelated commits have none: then all that differs is shown. */
async function mergeBase(git: Git, from: string, to: string): Promise<string> {
  const found = await git.run(["merge-base", from, to], { okCodes: [0, 1] });
  const [first = ""] = found.stdout.split("\n");
  return found.code === 0 && first !== "" ? first : from;
}

/** Is it because the commits are not here, or not here any more? */
export function isGone(error: unknown): boolean {
  return error instanceof GitFailure &&
    /bad object|not a valid (object|commit)/i.test(error.stderr);
}

function isCommit(text: string): boolean {
  return /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text);
}
