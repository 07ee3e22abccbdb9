// How the store says no. `StoreRefused`: nothing was opened or changed. `StoreFailed`: the disk or the
// database failed us; the transaction was rolled back. `FenceLost`: another engine took over.

export type FailureOfStore = "full" | "io" | "corrupt" | "readonly" | "busy" | "gone";

export class StoreFailed extends Error {
  override readonly name = "StoreFailed";
  readonly kind: FailureOfStore;

  constructor(kind: FailureOfStore, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** A sentence for the user and what to do next; printed without a stack. */
export class StoreRefused extends Error {
  override readonly name = "StoreRefused";
  readonly hint: string;

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}

export class FenceLost extends Error {
  override readonly name = "FenceLost";
}

const KINDS: Readonly<Record<number, readonly [FailureOfStore, string]>> = {
  5: ["busy", "another process is writing to it"],
  6: ["busy", "another statement is writing to it"],
  8: ["readonly", "it may not be written to"],
  10: ["io", "the disk reported an error"],
  11: ["corrupt", "the database is damaged"],
  13: ["full", "the disk is full"],
  14: ["io", "the file cannot be opened"],
  26: ["corrupt", "the file is not a database"],
};

/** SQLite's error as ours; anything else (a bug) comes back as it was. */
export function storeError(error: unknown, doing: string, path: string): unknown {
  const code = resultCode(error);
  const known = code === null ? undefined : KINDS[code & 0xff];
  if (known === undefined) return error;
  const [kind, reason] = known;
  const said = error instanceof Error ? error.message : String(error);
  return new StoreFailed(kind, `Cannot ${doing} "${path}": ${reason} (${said})`, { cause: error });
}

/** SQLite's result code; `exec` hides it, which is why every statement here is prepared. */
export function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !("errcode" in error)) return null;
  return typeof error.errcode === "number" ? error.errcode : null;
}
