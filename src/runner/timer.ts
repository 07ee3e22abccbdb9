/** Timers of more than 2^31 ms fire at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;
