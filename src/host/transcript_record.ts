// A transcript's own frames told from what stands between them: sections, what was left out, how it ended.

export type TranscriptEntry =
  | {
    readonly kind: "text";
    readonly section: "PROMPT" | "OUTPUT" | "STDERR";
    readonly text: string;
    /** The rest of a line that another section cut in two. */
    readonly isRest: boolean;
  }
  | { readonly kind: "left_out" | "missing" | "end"; readonly detail: string };

export interface RecordReader {
  /** More of the file; may end anywhere. */
  push(text: string): readonly TranscriptEntry[];
}

const RECORD = /^=== (PROMPT|OUTPUT|STDERR|END|TRANSCRIPT|SIZE|LEFT OUT|MISSING)(?: (.*))? ===$/;
const RESUMED = "… ";

export function createRecordReader(): RecordReader {
  let section: "HEADER" | "PROMPT" | "OUTPUT" | "STDERR" = "HEADER";
  let rest = "";
  let isResuming = false;

  return {
    push(text) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      return lines.flatMap(onLine);
    },
  };

  function onLine(text: string): TranscriptEntry[] {
    const record = RECORD.exec(text);
    if (record !== null) return onRecord(record[1] ?? "", record[2] ?? "");
    const isRest = isResuming && text.startsWith(RESUMED);
    isResuming = false;
    if (section === "HEADER") return [];
    return [{ kind: "text", section, text: isRest ? text.slice(RESUMED.length) : text, isRest }];
  }

  function onRecord(name: string, detail: string): TranscriptEntry[] {
    switch (name) {
      case "PROMPT":
      case "OUTPUT":
      case "STDERR":
        section = name;
        isResuming = true;
        return [];
      case "LEFT OUT":
        // What follows is the end of the stream: which section it is in, its next record says.
        section = "OUTPUT";
        return [{ kind: "left_out", detail }];
      case "MISSING":
        return [{ kind: "missing", detail }];
      case "END":
        return [{ kind: "end", detail }];
      default:
        return [];
    }
  }
}
