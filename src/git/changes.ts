// Which paths differ between two trees, byte for byte as git names them.
import type { Git } from "./git.ts";

export interface Change {
  /** One character per byte, so that a name in any encoding goes back to git unharmed. */
  readonly raw: string;
  /** The name as text, for people and for comparing with configured paths. */
  readonly path: string;
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldSha: string;
  readonly newSha: string;
}

export const NO_FILE = "000000";
export const GITLINK = "160000";

/** From a commit to the index. */
export async function stagedChanges(git: Git, base: string): Promise<readonly Change[]> {
  const args = ["diff-index", "--cached", "--raw", "-z", "--no-renames", "--full-index"];
  return parseRaw((await git.run([...args, "--ignore-submodules=none", base, "--"])).bytes);
}

export function parseRaw(bytes: Uint8Array): readonly Change[] {
  const fields = new TextDecoder("latin1").decode(bytes).split("\0");
  const changes: Change[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [oldMode = "", newMode = "", oldSha = "", newSha = ""] = (fields[at] ?? "").slice(1)
      .split(" ");
    const raw = fields[at + 1] ?? "";
    changes.push({
      raw,
      path: new TextDecoder().decode(toBytes(raw)),
      oldMode,
      newMode,
      oldSha,
      newSha,
    });
  }
  return changes;
}

/** NUL-ended names, for `-z --stdin`. */
export function nameList(raws: readonly string[]): Uint8Array {
  return toBytes(raws.map((raw) => `${raw}\0`).join(""));
}

export function toBytes(raw: string): Uint8Array {
  const bytes = new Uint8Array(raw.length);
  for (let at = 0; at < raw.length; at++) {
    bytes[at] = BYTE_OF.get(raw[at] ?? "") ?? raw.charCodeAt(at);
  }
  return bytes;
}

/** What `latin1` decodes outside its own range: the web's name for windows-1252. */
const BYTE_OF: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 32 }, (_, n) => {
    const byte = 0x80 + n;
    return [new TextDecoder("latin1").decode(Uint8Array.of(byte)), byte] as const;
  }),
);
