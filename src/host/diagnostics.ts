// Diagnostics of the spec as text: file:line:column, what was found, what was expected, the fix.
import type { Diagnostic } from "../spec/spec.ts";

export function formatDiagnostics(file: string, diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((each) => formatDiagnostic(file, each)).join("\n");
}

function formatDiagnostic(file: string, each: Diagnostic): string {
  const place = each.line > 0 ? `${file}:${each.line}:${each.column}` : file;
  const found = each.found === undefined ? "" : `, found ${quote(each.found)}`;
  const expected = each.expected === undefined ? "" : `, expected ${each.expected}`;
  const fix = each.fix === undefined ? "" : `\n    ${each.fix}`;
  return `${place}: ${each.severity}: ${each.message}${found}${expected} [${each.code}]${fix}`;
}

function quote(text: string): string {
  const line = text.replace(/[\r\n]+/g, " ");
  return `"${line.length > 80 ? `${line.slice(0, 79)}…` : line}"`;
}
