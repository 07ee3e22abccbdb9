// The last answer of a pure function, kept while it is asked the same again. A `Run` grows in place, so who
// depends on it passes `run.seq` as well.

export function memo<A extends readonly unknown[], R>(
  compute: (...args: A) => R,
): (...args: A) => R {
  let asked: A | null = null;
  let answer: R;
  return (...args) => {
    if (asked === null || args.some((arg, at) => arg !== asked?.[at])) {
      answer = compute(...args);
      asked = args;
    }
    return answer;
  };
}

/** The same where what is asked has too many parts to name: kept while each of them is the same. */
export function kept<R>(): (parts: readonly unknown[], compute: () => R) => R {
  let last: { readonly parts: readonly unknown[]; readonly answer: R } | null = null;
  return (parts, compute) => {
    const isSame = last?.parts.length === parts.length &&
      parts.every((part, at) => part === last?.parts[at]);
    if (last === null || !isSame) last = { parts, answer: compute() };
    return last.answer;
  };
}
