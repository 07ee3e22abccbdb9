// Mouse reports: SGR form, and the old three-byte form of terminals that know no better.
import type { MouseEvent } from "./input_event.ts";

const maxCell = 10_000;

/** `CSI < code ; x ; y M`, or `m` for a release. */
export function mouseEvent(text: string, final: string): MouseEvent | null {
  const match = /^<(\d+);(\d+);(\d+)$/.exec(text);
  if (match === null) return null;
  const [code, x, y] = match.slice(1).map(Number);
  return event({ code: code ?? 0, x: x ?? 0, y: y ?? 0, released: final === "m" });
}

/** The three bytes after `CSI M`, each 32 too large. */
export function oldMouseEvent(bytes: readonly number[]): MouseEvent | null {
  const [code = 0, x = 0, y = 0] = bytes.map((byte) => byte - 32);
  return event({ code, x, y, released: code >= 0 && (code & 3) === 3 && (code & 96) === 0 });
}

interface Report {
  readonly code: number;
  readonly x: number;
  readonly y: number;
  readonly released: boolean;
}

function event({ code, x, y, released }: Report): MouseEvent | null {
  // Codes from 128 are further buttons.
  if (code < 0 || code > 127 || x < 1 || y < 1 || x > maxCell || y > maxCell) return null;
  const held = { ctrl: (code & 16) !== 0, alt: (code & 8) !== 0, shift: (code & 4) !== 0 };
  const place = { kind: "mouse", x: x - 1, y: y - 1, ...held } as const;
  const low = code & 3;
  if ((code & 64) !== 0) {
    const button = (["up", "down", "wheelLeft", "wheelRight"] as const)[low];
    return button === undefined || released ? null : { ...place, action: "wheel", button };
  }
  const button = (["left", "middle", "right", "none"] as const)[low] ?? "none";
  if (released) return { ...place, action: "release", button };
  if ((code & 32) !== 0) return { ...place, action: button === "none" ? "move" : "drag", button };
  return { ...place, action: "press", button };
}
