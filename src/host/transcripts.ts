// The store's transcripts as performing an order asks for them.
import type { Transcripts } from "../runner/perform.ts";
import type { Redactor } from "../store/redact.ts";
import { openTranscript } from "../store/transcript.ts";
import { listTranscripts } from "../store/transcript_reader.ts";
import type { Project } from "./project.ts";

export function openTranscripts(folder: string, redactor: Redactor): Transcripts {
  return { open: (call) => openTranscript(folder, call, redactor) };
}

/** Only what is a transcript by its first line; returns how many went. */
export function removeTranscripts(project: Project): number {
  const found = listTranscripts(project.logsDir);
  for (const each of found) Deno.removeSync(each.path);
  return found.length;
}
