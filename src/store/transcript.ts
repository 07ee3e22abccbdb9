// One file per paid call: who was called, the prompt, what it printed, and always one last record saying how
// it ended. A file without that record belongs to a process that died.
import { join } from "node:path";
import type { OrderStage, Uuid } from "../pipeline/fact.ts";
import { createCleanStream } from "./clean_stream.ts";
import type { Redactor } from "./redact.ts";
import { shortHash, slug } from "./slug.ts";
import { CAPS, openTranscriptFile, type TranscriptCaps } from "./transcript_file.ts";

export interface TranscriptHeader {
  readonly call: Uuid;
  readonly task: string;
  readonly attempt: number;
  readonly stage: OrderStage;
  readonly role: string;
  readonly agent: string;
  readonly model: string;
  /** The command line with the prompt left out. */
  readonly argv: readonly string[];
  readonly startedAtMs: number;
}

export type TranscriptEnd =
  | { readonly kind: "answered" }
  | { readonly kind: "not_started"; readonly reason: string }
  | { readonly kind: "no_result"; readonly reason: string };

export interface Transcript {
  readonly path: string;
  prompt(text: string): void;
  output(bytes: Uint8Array): void;
  stderr(bytes: Uint8Array): void;
  end(end: TranscriptEnd): void;
  /** What kept bytes from being written, or null. */
  readonly problem: string | null;
}

type Section = "PROMPT" | "OUTPUT" | "STDERR";

/** Makes no file before the first record. */
export function openTranscript(
  folder: string,
  header: TranscriptHeader,
  redactor: Redactor,
  caps: TranscriptCaps = CAPS,
): Transcript {
  const path = join(folder, transcriptName(header));
  const file = openTranscriptFile(path, caps);
  const sections = {
    PROMPT: createPipe(redactor),
    OUTPUT: createPipe(redactor),
    STDERR: createPipe(redactor),
  };
  let offset = file.known;
  let current: Section | null = null;
  let endsInNewline = true;
  const midLine = new Set<Section>();

  return {
    path,
    prompt(text) {
      add("PROMPT", encoder.encode(text));
      flush("PROMPT");
    },
    output: (bytes) => add("OUTPUT", bytes),
    stderr: (bytes) => add("STDERR", bytes),
    end(end) {
      flush("OUTPUT");
      flush("STDERR");
      if (offset === 0) write(encoder.encode(headerText(header, redactor)));
      file.end(`=== END ${endText(end, redactor)} ===`);
    },
    get problem() {
      return file.problem;
    },
  };

  function add(section: Section, bytes: Uint8Array): void {
    writeIn(section, sections[section].push(bytes));
  }

  function flush(section: Section): void {
    writeIn(section, sections[section].end());
  }

  function writeIn(section: Section, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (offset === 0) write(encoder.encode(headerText(header, redactor)));
    if (current !== section) {
      // a line that goes on here would stand at a line's start, where only records may say "==="
      const resumed = midLine.has(section) ? "… " : "";
      write(encoder.encode(`${endsInNewline ? "" : "\n"}=== ${section} ===\n${resumed}`));
      current = section;
    }
    write(bytes);
    if (bytes.at(-1) === NEWLINE) midLine.delete(section);
    else midLine.add(section);
  }

  function write(bytes: Uint8Array): void {
    offset = file.append(offset, bytes);
    endsInNewline = bytes.at(-1) === NEWLINE;
  }
}

const NEWLINE = 10;
const encoder = new TextEncoder();

/** Cleaned first: escape sequences inside a secret must not carry it past the redactor. */
function createPipe(redactor: Redactor) {
  let clean = createCleanStream();
  let redacting = redactor.stream();
  return {
    push: (bytes: Uint8Array) => redacting.push(clean.push(bytes)),
    end() {
      const [head, tail] = [redacting.push(clean.end()), redacting.end()];
      [clean, redacting] = [createCleanStream(), redactor.stream()];
      return new Uint8Array([...head, ...tail]);
    },
  };
}

/** `task-a1-implement-5f0c2a1b.log`, from slugs only. The end of a UUIDv7 is its random part. */
export function transcriptName(header: TranscriptHeader): string {
  const call = /^[0-9a-f-]{28}[0-9a-f]{8}$/.test(header.call)
    ? header.call.slice(-8)
    : shortHash(header.call);
  return `${slug(header.task)}-a${Math.trunc(header.attempt)}-${slug(header.stage)}-${call}.log`;
}

function headerText(header: TranscriptHeader, redactor: Redactor): string {
  const fields: readonly (readonly [string, string])[] = [
    ["task", header.task],
    ["attempt", String(header.attempt)],
    ["stage", header.stage],
    ["role", header.role],
    ["agent", header.agent],
    ["model", header.model],
    ["call", header.call],
    ["argv", redactor.text(JSON.stringify(header.argv))],
    ["started", new Date(header.startedAtMs).toISOString()],
  ];
  const lines = fields.map(([name, value]) => `${name}: ${oneLine(value)}`);
  return ["=== TRANSCRIPT 1 ===", ...lines, ""].join("\n");
}

function endText(end: TranscriptEnd, redactor: Redactor): string {
  switch (end.kind) {
    case "answered":
      return "answered";
    case "not_started":
      return `not started (${oneLine(redactor.text(end.reason))})`;
    case "no_result":
      return `no result (${oneLine(redactor.text(end.reason))})`;
  }
}

export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim().slice(0, 500);
}
