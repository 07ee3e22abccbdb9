// The screen's port while its project is still being opened: log and spec are told, whatever is asked waits.
import type { Selection } from "../pipeline/fact.ts";
import type { Msg } from "../../tui/msg.ts";
import type { ScreenFeed } from "./screen_feed.ts";
import type { Switch } from "./screen_switch.ts";

export interface Opened {
  readonly port: Switch;
  /** What the screen has to know now. */
  readonly msgs: readonly Msg[];
}

/** `open` is called with the first poll: then the first frame is out. */
export function openLater(
  feed: ScreenFeed,
  now: () => number,
  open: () => Promise<Opened>,
): Switch {
  let port: Switch | null = null;
  let news: readonly Msg[] = [];
  let failure: { readonly error: unknown } | null = null;
  let opening: Promise<Switch> | null = null;

  function ready(): Promise<Switch> {
    if (opening !== null) return opening;
    opening = open().then((opened) => {
      ({ port, msgs: news } = opened);
      return port;
    });
    opening.catch((error) => failure = { error });
    return opening;
  }

  return {
    begin(selection: Selection) {
      ready().then((opened) => opened.begin(selection), () => {});
    },
    close() {
      if (port === null) feed.close();
      else port.close();
    },
    nowMs: now,
    next: (wait) => port === null ? feed.next(wait) : port.next(wait),
    farewell: () => port?.farewell() ?? "",
    poll(watched) {
      if (failure !== null) throw failure.error;
      if (port === null) {
        ready();
        return feed.news();
      }
      const first = news;
      news = [];
      return [...first, ...port.poll(watched)];
    },
    carryOut: async (request) => await (await ready()).carryOut(request),
  };
}
