// What a child is given to read.

export interface Feed {
  /** Resolves whatever becomes of the input, but for a reader that lives and reads nothing: then not at all. */
  readonly done: Promise<void>;
  /** Gives the rest up; `done` resolves when the write under way does. */
  cancel(): void;
}

/** Writes what the child may never read: a broken pipe, or a child that ends before, is no fault. */
export function feed(stdin: WritableStream<Uint8Array>, input: Uint8Array | string): Feed {
  const writer = stdin.getWriter();
  const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
  return {
    done: writer.write(bytes).then(() => writer.close()).catch(() => {}),
    cancel: () => void writer.abort().catch(() => {}),
  };
}
