// For the crash tests: dies by kill -9 just before or after a named effect, as a power cut would have it.
// `SPEC_TUI_FP=queue.land.after:2` dies after the second landing; unset, nothing is wrapped.
import type { StoreLog } from "../store/event_log.ts";

export interface Failpoints {
  /** The same port, dying at the named moment. */
  wrap<T extends object>(name: string, port: T, methods: readonly (keyof T & string)[]): T;
  log(log: StoreLog): StoreLog;
}

const NONE: Failpoints = { wrap: (_name, port) => port, log: (log) => log };

export function openFailpoints(setting: string | undefined): Failpoints {
  if (!setting) return NONE;
  const [wanted, times] = setting.split(":");
  let left = Number(times ?? 1);
  const reach = (point: string): void => {
    if (point === wanted && --left === 0) Deno.kill(Deno.pid, "SIGKILL");
  };
  return {
    wrap(name, port, methods) {
      const wrapped = { ...port };
      for (const method of methods) {
        const original = port[method] as unknown as (...args: unknown[]) => unknown;
        const dying = (...args: unknown[]) => {
          reach(`${name}.${method}.before`);
          const result = original.apply(port, args);
          if (!(result instanceof Promise)) {
            reach(`${name}.${method}.after`);
            return result;
          }
          return result.then((value) => {
            reach(`${name}.${method}.after`);
            return value;
          });
        };
        Object.assign(wrapped, { [method]: dying });
      }
      return wrapped;
    },
    log(log) {
      const commit: StoreLog["commit"] = (work) => {
        const events = log.commit((append) =>
          work((facts) => {
            for (const fact of facts) reach(`${fact.type}.before`);
            return append(facts);
          })
        );
        for (const { fact } of events) reach(`${fact.type}.after`);
        return events;
      };
      return Object.create(log, { commit: { value: commit } });
    },
  };
}
