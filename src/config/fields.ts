// The kinds of value a config file has, each knowing how to say what it expects.
import { z } from "zod";

/** What a schema expects, as it reads after "expected". */
export const expectations = z.registry<{ readonly text: string }>();

// A timer of more than 2^31 ms fires at once, so minutes end well below it.
const MOST_MINUTES = 35_000;

export function text(description: string) {
  return expecting(z.string(), "text").optional().describe(description);
}

export function toggle(description: string) {
  return expecting(z.boolean(), "true or false").optional().describe(description);
}

export function choice<const T extends readonly [string, ...string[]]>(
  options: T,
  description: string,
) {
  return expecting(z.enum(options), `one of ${options.join(", ")}`).optional().describe(
    description,
  );
}

/** Text of one shape, such as a branch's name. */
export function shaped(pattern: RegExp, expected: string, description: string) {
  return expecting(z.string().regex(pattern), expected).optional().describe(description);
}

export function count(least: number, most: number, description: string) {
  const schema = z.int().min(least).max(most);
  return expecting(schema, `a whole number from ${least} to ${most}`).optional()
    .describe(description);
}

/** More than 0 minutes; fractions allowed. */
export function minutes(description: string) {
  const schema = z.number().positive().max(MOST_MINUTES);
  return expecting(schema, `minutes, more than 0 and at most ${MOST_MINUTES}`).optional()
    .describe(description);
}

/** 0 or more minutes; fractions allowed. */
export function minutesOrNone(description: string) {
  const schema = z.number().min(0).max(MOST_MINUTES);
  return expecting(schema, `minutes from 0 to ${MOST_MINUTES}`).optional().describe(description);
}

export function seconds(description: string) {
  return expecting(z.number().min(0).max(86_400), "seconds from 0 to 86400").optional()
    .describe(description);
}

export function percent(description: string) {
  return expecting(z.number().min(0).max(100), "a number from 0 to 100").optional()
    .describe(description);
}

export function dollars(description: string) {
  return expecting(z.number().min(0), "an amount in US dollars, 0 or more").optional()
    .describe(description);
}

/** An amount, or null for no limit. */
export function dollarsOrNone(description: string) {
  const amount = z.number().min(0).nullable();
  return expecting(amount, "an amount in US dollars, 0 or more, or null for no limit").optional()
    .describe(description);
}

/** Text that is often written without quotes although it looks like a number. */
export function textOrNumber(description: string) {
  return expecting(z.union([z.string(), z.int()]), "text or a whole number").optional()
    .describe(description);
}

/** A shell command. `test: true`, the commonest stand-in, is that command; YAML reads a boolean. */
export function command(description: string) {
  const bare = z.literal(true).transform(() => "true");
  return expecting(z.union([z.string(), bare]), "text").optional().describe(description);
}

export function list<T extends z.ZodType>(entry: T, expected: string, description: string) {
  return expecting(z.array(entry), `a list of ${expected}`).optional().describe(description);
}

/** A section whose keys are fixed. */
export function section<T extends z.ZodRawShape>(shape: T, description: string) {
  return expecting(z.strictObject(shape), "a section of `key: value` lines").optional()
    .describe(description);
}

/** A section whose keys the user chooses. */
export function map<K extends z.ZodString, V extends z.ZodType>(
  key: K,
  entry: V,
  description: string,
) {
  return expecting(z.record(key, entry), "a section of `key: value` lines").optional()
    .describe(description);
}

export function expecting<T extends z.ZodType>(schema: T, expected: string): T {
  expectations.add(schema, { text: expected });
  return schema;
}
