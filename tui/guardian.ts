// What restores the terminal after a kill -9: a `sh` in a session of its own that waits on a pipe from us.

/**
 * Its words, one per line: `arm` before raw mode, `raw` once it is set, `out` when the terminal is given
 * back, `bye` to end. On end of file while armed it sets the saved modes, unless a shell has set others
 * meanwhile, and writes the leave codes. Arguments: tty path, saved `stty -g`, leave codes for printf.
 * The tty is opened anew: a descriptor shared with us could be non-blocking, or closed under it.
 */
export const guardianScript = `
trap '' HUP INT QUIT TERM TSTP TTIN TTOU
if (: 3<>"$1") 2>/dev/null; then exec 3<>"$1"; else exec 3>&1; fi
exec >/dev/null 2>&1
state=out
raw=
while read -r word; do
  case $word in
    arm) state=armed; raw= ;;
    raw) raw=$(stty -g <&3) ;;
    out) state=out ;;
    bye) exit 0 ;;
  esac
done
test "$state" = armed || exit 0
if test -z "$raw" || test "$(stty -g <&3)" = "$raw"; then stty "$2" <&3; fi
printf "$3" >&3
exit 0
`;

export type GuardianWord = "arm" | "raw" | "out" | "bye";

export interface Guardian {
  /** Resolves when the word is in the pipe. */
  say(word: GuardianWord): Promise<void>;
  kill(): void;
}

/** Prints what the guardian must know: the path of the terminal, and its modes. */
export const askModesScript = "tty; stty -g";

export interface SavedModes {
  readonly tty: string;
  readonly modes: string;
}

/** The answer to `askModesScript`; null when it makes no sense. */
export function parseModes(text: string): SavedModes | null {
  const [tty = "", modes = ""] = text.split("\n").map((one) => one.trim());
  return /^[\x21-\x7e]+$/.test(modes) ? { tty, modes } : null;
}

export function guardianArguments(saved: SavedModes, codes: string): string[] {
  return ["-c", guardianScript, "spec-tui-guardian", saved.tty, saved.modes, printfNotation(codes)];
}

/** Text in the notation of printf(1), so that argv holds no control characters. */
export function printfNotation(codes: string): string {
  return codes.replaceAll("\\", "\\\\").replaceAll("%", "%%").replaceAll(
    /\p{Cc}/gu,
    (sign) => `\\${sign.charCodeAt(0).toString(8).padStart(3, "0")}`,
  );
}
