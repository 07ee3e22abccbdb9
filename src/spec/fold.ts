// What a reader sees, in ASCII: look-alikes of another alphabet, dashes of a word processor, wide letters, digits
// of any script, and nothing for what is invisible. Only to say what was meant; what is read is read as written.

const LOOK_ALIKES: ReadonlyMap<string, string> = new Map([
  ...pairs("АВЕКМНОРСТУХІЈЅаеорсухіјѕкт", "ABEKMHOPCTYXIJSaeopcyxijskt"),
  ...pairs("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοικ", "ABEZHIKMNOPTYXoik"),
  ...pairs("‐‑‒–—―−﹘﹣－", "----------"),
  ...pairs("∶︰﹕ː׃", ":::::"),
  ...pairs("∣¦❘⎮⏐｜│", "|||||||"),
]);

/** U+200B and its kin, soft hyphens, marks of direction, variation selectors. */
const INVISIBLE =
  /[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe0e\ufe0f\ufeff]/g;

export function folded(text: string): string {
  if (isAscii(text)) return text;
  const wide = text.normalize("NFKC").replace(INVISIBLE, "");
  return wide.replace(
    /[^\0-\x7f]/gu,
    (character) => LOOK_ALIKES.get(character) ?? plain(character),
  );
}

/** Is it a character that takes no room? */
export function isInvisible(code: number): boolean {
  return (code >= 0x200b && code <= 0x200f) || code === 0xad || code === 0xfeff ||
    (code >= 0x2060 && code <= 0x2064);
}

export function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return false;
  return true;
}

function plain(character: string): string {
  if (/\p{Zs}/u.test(character)) return " ";
  return /\p{Nd}/u.test(character) ? digit(character) : character;
}

/** Digits of one script stand in a row, from zero to nine. */
function digit(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++;
  return String(value);
}

function pairs(from: string, to: string): [string, string][] {
  return [...from].map((character, index) => [character, to.charAt(index)]);
}
