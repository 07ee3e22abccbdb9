// Facts that the screen has let go of, read back from the log a page at a time.
import type { Told } from "../pipeline/fact.ts";
import { openForReading } from "./reading.ts";
import type { Project } from "./project.ts";

const PAGE = 2_000;

/** The facts just before this one, oldest first. */
export function readOlder(project: Project, before: number): readonly Told[] {
  const log = openForReading(project);
  if (log === null) return [];
  try {
    const [page = []] = log.pages(Math.max(0, before - 1 - PAGE), PAGE);
    return page.filter((event) => event.seq < before);
  } finally {
    log.close();
  }
}
