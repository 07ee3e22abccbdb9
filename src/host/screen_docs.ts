// The texts that a task traces to: sections of requirements and design, found by id, read again when a file
// changed.
import { dirname, join } from "node:path";
import { findSection } from "../spec/section.ts";
import { statOf } from "../store/files.ts";
import type { DocSection } from "../../tui/detail.ts";
import type { Msg } from "../../tui/msg.ts";
import type { Watched } from "../../tui/watch.ts";
import type { Project } from "./project.ts";

export interface DocsFeed {
  news(wanted: Watched["docs"]): readonly Msg[];
}

const NAMES = ["requirements.md", "design.md"];
const LOOK_MS = 250;
const MOST_BYTES = 8 << 20;

interface Doc {
  readonly file: string;
  readonly text: string;
}

export function openDocsFeed(project: Project, elapsed: () => number): DocsFeed {
  const folder = dirname(project.tasksPath);
  const paths = NAMES.map((name) => ({
    name,
    path: join(folder, `${project.config.specPrefix}${name}`),
  }));
  let lookedAt = -Infinity;
  let stamp = "";
  let docs: readonly Doc[] = [];

  return {
    news(wanted) {
      if (wanted === null) return [];
      if (elapsed() - lookedAt >= LOOK_MS) look();
      if (wanted.stamp === stamp) return [];
      const sections = wanted.ids.map((id) => sectionOf(docs, id));
      return [{ kind: "docs", ids: wanted.ids, stamp, sections }];
    },
  };

  function look(): void {
    lookedAt = elapsed();
    const now = `docs ${paths.map(({ path }) => stampOf(path)).join(" ")}`;
    if (now === stamp) return;
    stamp = now;
    docs = paths.map(({ name, path }) => ({ file: name, text: textOf(path) }));
  }
}

function sectionOf(docs: readonly Doc[], id: string): DocSection {
  for (const { file, text } of docs) {
    const found = findSection(text, id);
    if (found !== null) return { id, file, text: found };
  }
  return { id, file: "", text: "" };
}

function textOf(path: string): string {
  try {
    const info = statOf(path);
    return info?.isFile && info.size <= MOST_BYTES ? Deno.readTextFileSync(path) : "";
  } catch {
    return "";
  }
}

function stampOf(path: string): string {
  try {
    const info = statOf(path);
    return info === null ? "none" : `${info.mtime?.getTime()}:${info.size}:${info.ino}`;
  } catch {
    return "none";
  }
}
