// A mistake or a refusal that a person can mend: printed without a stack, with its exit code.
export class UserError extends Error {
  override readonly name = "UserError";
  readonly hint: string;
  /** 2: arguments, config or spec. 3: the surroundings. */
  readonly exitCode: 1 | 2 | 3 | 4;

  constructor(
    message: string,
    options: { hint?: string; exitCode?: 1 | 2 | 3 | 4; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint ?? "";
    this.exitCode = options.exitCode ?? 2;
  }
}
