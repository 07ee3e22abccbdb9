// Why a stage did not pass, as a value: a sentence, bounded evidence, and a fingerprint by which the same
// failure is known again although its times, paths, numbers and order of lines differ.
import type { Failure, FailureKind } from "../pipeline/fact.ts";

const HEAD_CHARACTERS = 1024;
const TAIL_CHARACTERS = 8 * 1024;
const TELLING = /error|fail|assert|expect|panic|exception|fatal|not ok|not found|undefined|[✗✘✕×]/i;

export function failureOf(kind: FailureKind, message: string, evidence: string): Failure {
  return {
    kind,
    message,
    evidence: boundEvidence(evidence),
    fingerprint: failureFingerprint(kind, evidence.trim() === "" ? message : evidence),
  };
}

/** The first lines and the last 8 KB, both cut at line ends where there are any. */
export function boundEvidence(evidence: string): string {
  const text = stripControls(evidence).trimEnd();
  if (text.length <= HEAD_CHARACTERS + TAIL_CHARACTERS) return text;
  const head = wholeLines(text.slice(0, HEAD_CHARACTERS), "start");
  const tail = wholeLines(text.slice(-TAIL_CHARACTERS), "end");
  return `${head}\n… [${text.length - head.length - tail.length} characters left out] …\n${tail}`;
}

/** FNV-1a of the text, 16 hex digits: names a text, proves nothing. */
export function fingerprintOf(text: string): string {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (const byte of new TextEncoder().encode(text)) {
    low = (low ^ byte) >>> 0;
    // The prime is 2^40 + 0x1b3, so a product of two halves fits a double.
    const product = low * 0x1b3;
    high = (high * 0x1b3 + Math.floor(product / 2 ** 32) + (low << 8 >>> 0)) % 2 ** 32;
    low = product % 2 ** 32;
  }
  return [high, low].map((half) => half.toString(16).padStart(8, "0")).join("");
}

/** Of the kind and of what is left of the evidence without anything that differs from run to run. */
function failureFingerprint(kind: string, evidence: string): string {
  const lines = stripControls(evidence).split("\n").map(normaliseLine).filter((line) =>
    line !== ""
  );
  const telling = lines.filter((line) => TELLING.test(line));
  // Sorted and unique: tests that run side by side report in any order.
  const said = [...new Set(telling.length > 0 ? telling : lines)].sort();
  return fingerprintOf(`${kind}\n${said.join("\n")}`);
}

function wholeLines(text: string, side: "start" | "end"): string {
  const at = side === "start" ? text.lastIndexOf("\n") : text.indexOf("\n");
  // One endless line has no end worth cutting at.
  if (at < 0 || (side === "end" && at > text.length / 2)) return wellFormed(text);
  return wellFormed(side === "start" ? text.slice(0, at) : text.slice(at + 1));
}

/** A cut may fall inside a surrogate pair. */
function wellFormed(text: string): string {
  return text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "");
}

function stripControls(text: string): string {
  return text
    // deno-lint-ignore no-control-regex
    .replace(/\x1b(?:\[[0-9;:?<=>]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_])/g, "")
    .replace(/\r\n?/g, "\n")
    // deno-lint-ignore no-control-regex
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g, "");
}

function normaliseLine(line: string): string {
  return line
    .slice(0, 2000)
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, "#")
    .replace(/\b0x[0-9a-f]+\b/gi, "#")
    .replace(/\b(?=[a-f]*[0-9])[0-9a-f]{7,64}\b/gi, "#")
    .replace(/(?:file:\/\/|[A-Za-z]:)?(?:[\w.@+~-]*[\\/])+(?=[\w.@+-])/g, "")
    .replace(/\d+(?:[.,:]\d+)*\s*(?:ns|µs|us|ms|s|sec|secs|seconds?|m|min|minutes?|h)\b/g, "#")
    .replace(/\d+(?:[.,:]\d+)*/g, "#")
    .replace(/#(?:[\s:.,T+-]*#)+Z?/g, "#")
    .replace(/\s+/g, " ")
    .trim();
}
