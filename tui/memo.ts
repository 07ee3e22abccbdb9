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
