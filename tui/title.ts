// What the terminal's window is called: what waits for a person first, for who looks at a row of tabs.
import { inbox, progress } from "./derive.ts";
import type { Screen } from "./screen.ts";

export function titleOf(screen: Screen): string {
  const { done, total } = progress(screen);
  const waiting = inbox(screen).length;
  return `${waiting > 0 ? `(${waiting}) ` : ""}${screen.about.project} ${done}/${total} - spec-tui`;
}
