// The lines of a transcript, read in pieces: it may be larger than memory.
import { tailTranscript } from "../store/transcript_reader.ts";

export function* readTranscript(path: string, from = 0): Iterable<string> {
  let rest = "";
  for (let at = from;;) {
    const part = tailTranscript(path, at);
    if (part.next === at || part.text === "") break;
    at = part.next;
    const lines = (rest + part.text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}
