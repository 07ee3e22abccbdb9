// A fault or a refusal as what a person reads and the code the process ends with.
import { EXIT_CODES } from "../pipeline/outcome.ts";
import { UserError } from "../host/user_error.ts";
import { type ExitCode, FAULT, REFUSED } from "./exit_code.ts";
import { harmless } from "./text.ts";

export interface Failed {
  readonly message: string;
  readonly hint: string;
  readonly exitCode: ExitCode;
  /** Of a bug only. */
  readonly stack: string;
}

const FULL = "free some disk space and run it again: what was recorded is safe";
const UNREADABLE = "see `spec-tui doctor`; what was recorded before is safe";
const READ_ONLY = "make the folder writable for you";

const STORE_HINTS: Readonly<Record<string, string>> = {
  full: FULL,
  io: UNREADABLE,
  corrupt: "see `spec-tui doctor`; a copy is made before anything is mended",
  readonly: READ_ONLY,
  busy: "another process holds it: try again, or see `spec-tui status`",
  gone: "the file was moved or removed while it was in use: start again",
};

export function describeFailure(error: unknown): Failed {
  if (error instanceof UserError) {
    return { message: error.message, hint: error.hint, exitCode: error.exitCode, stack: "" };
  }
  const known = knownFailure(error);
  if (known !== null) return known;
  const message = error instanceof Error ? error.message : String(error);
  return {
    message: `internal fault: ${message}`,
    hint: "this is a bug; what was recorded is safe and the next run goes on",
    exitCode: FAULT,
    stack: error instanceof Error ? stackOf(error) : "",
  };
}

/** By name, so that a verb that never opens the store or git need not load them. */
function knownFailure(error: unknown): Failed | null {
  if (!(error instanceof Error)) return null;
  const failed = { message: error.message, exitCode: REFUSED, stack: "" };
  if (error.name === "StoreRefused" || error.name === "GitRefused") {
    return { ...failed, hint: textOf(error, "hint") };
  }
  if (error.name === "GitFailure") {
    return {
      ...failed,
      hint: "see `spec-tui doctor`; what was done is kept, the next run goes on",
    };
  }
  if (error.name === "StoreFailed") {
    return { ...failed, hint: STORE_HINTS[textOf(error, "kind")] ?? "" };
  }
  if (error.name === "FenceLost") {
    return { ...failed, hint: "another engine has taken over; `spec-tui status` shows it" };
  }
  const refusal = SYSTEM_HINTS[textOf(error, "code")];
  return refusal === undefined
    ? null
    : { ...failed, message: `Cannot go on: ${error.message}`, hint: refusal };
}

/** What the system refuses is no bug, wherever it is met. */
const SYSTEM_HINTS: Readonly<Record<string, string>> = {
  EROFS: READ_ONLY,
  EACCES: READ_ONLY,
  ENOSPC: FULL,
  EDQUOT: "free some of your disk quota and run it again: what was recorded is safe",
  EMFILE: "allow more open files (`ulimit -n`) and run it again: what was recorded is safe",
  ENFILE: "close other programs and run it again: what was recorded is safe",
  EIO: UNREADABLE,
};

function textOf(error: Error, name: string): string {
  const value: unknown = Object.getOwnPropertyDescriptor(error, name)?.value;
  return typeof value === "string" ? value : "";
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by: ${stackOf(error.cause)}` : "";
  return `${error.stack ?? ""}${cause}`;
}

/** For standard error. */
export function failureLines(failed: Failed): string {
  const hint = failed.hint === ""
    ? ""
    : failed.hint.split("\n").map((line) => `  ${line}\n`).join("");
  const stack = failed.stack === "" ? "" : `${failed.stack}\n`;
  return harmless(`${failed.message.trimEnd()}\n${hint}${stack}`);
}

export type DocumentKind = "result" | "dry_run" | "other";

/** For standard output, where a document was promised and none was printed. */
export function failureDocument(failed: Failed, kind: DocumentKind): string {
  const message = harmless(failed.message).trimEnd();
  if (kind === "result") return JSON.stringify({ tasks: [], message }, null, 2);
  if (kind === "dry_run") return JSON.stringify({ dry_run: true, tasks: [], message }, null, 2);
  const { hint, exitCode } = failed;
  const error = { message, hint: harmless(hint), exit_code: exitCode };
  return JSON.stringify({ error }, null, 2);
}

export function meaningOf(code: ExitCode): string {
  return EXIT_CODES.find(([each]) => each === code)?.[1] ?? "";
}
