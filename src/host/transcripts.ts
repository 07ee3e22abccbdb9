// The store's transcripts as performing an order asks for them.
import type { Transcripts } from "../runner/perform.ts";
import type { Redactor } from "../store/redact.ts";
import { openTranscript } from "../store/transcript.ts";

export function openTranscripts(folder: string, redactor: Redactor): Transcripts {
  return { open: (call) => openTranscript(folder, call, redactor) };
}
