// Keys as people write them in a config: `x`, `ctrl+x`, `F5`, `Esc`; the name that the parser gives them.

const named = new Set([
  ..."up down left right home end pageup pagedown insert delete enter tab esc space backspace"
    .split(
      " ",
    ),
  ...Array.from({ length: 24 }, (_, n) => `f${n + 1}`),
]);

const otherNames: Readonly<Record<string, string>> = {
  escape: "esc",
  return: "enter",
  del: "delete",
  ins: "insert",
  pgup: "pageup",
  pgdn: "pagedown",
  plus: "+",
};

const modifiers = ["ctrl", "alt", "shift", "super"];

/** Null when it is no key. */
export function keyFromText(text: string): string | null {
  if ([...text].length === 1) return /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(text) ? text : null;
  const words = text.split("+");
  const last = words.pop() ?? "";
  const held = words.map((word) => word.toLowerCase());
  if (held.some((word) => !modifiers.includes(word))) return null;
  if (new Set(held).size !== held.length) return null;
  const name = last === "" ? null : nameOf(last, held.length > 0);
  if (name === null) return null;
  const inOrder = modifiers.filter((word) => held.includes(word));
  // A shifted letter is the capital itself.
  if (inOrder.join() === "shift" && /^[a-z]$/.test(name)) return name.toUpperCase();
  return [...inOrder, name].join("+");
}

function nameOf(text: string, isHeld: boolean): string | null {
  const small = text.toLowerCase();
  const name = otherNames[small] ?? small;
  if (named.has(name)) return name;
  if ([...text].length !== 1) return null;
  return isHeld ? small : text;
}
