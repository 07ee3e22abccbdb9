/**
 * Aborts with the first of `signals`. Not `AbortSignal.any`: where a runtime collects what that returns while it
 * is being listened to, the abort is lost, and whoever waits for it waits for ever (Deno 2.7).
 */
export function firstAbort(...signals: readonly AbortSignal[]): AbortSignal {
  const first = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) {
      first.abort(signal.reason);
      break;
    }
    const abort = () => first.abort(signal.reason);
    signal.addEventListener("abort", abort, { once: true, signal: first.signal });
  }
  return first.signal;
}
