// Which values of an environment are secrets, judged by the variable's name and the value's look.
import { SHORTEST_SECRET } from "./redact.ts";

export function secretsFrom(environment: Readonly<Record<string, string>>): readonly string[] {
  const found = new Set<string>();
  for (const [name, value] of Object.entries(environment)) {
    if (isSecretName(name) && isSecretValue(name, value)) found.add(value);
    for (const password of passwordsIn(value)) found.add(password);
  }
  return [...found];
}

const SECRET_WORDS = new Set([
  "KEY",
  "KEYS",
  "PASS",
  "PAT",
  "AUTH",
  "BEARER",
  "COOKIE",
  "JWT",
  "DSN",
  "WEBHOOK",
  "PWD",
]);
const SECRET_ENDING =
  /(TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|APIKEY|ACCESSKEY|PRIVATEKEY)S?$/;
const HARMLESS_WORD =
  /^(PUBLIC|FILE|PATH|DIR|SOCK|SOCKET|HOME|LIMIT|MAX|COUNT|TTL|TIMEOUT|LENGTH)$/;

function isSecretName(name: string): boolean {
  const upper = name.replace(/([a-z])([A-Z])/g, "$1_$2").toUpperCase();
  if (upper === "PWD" || upper === "OLDPWD") return false;
  const words = upper.split(/[^A-Z0-9]+/).filter((word) => word !== "");
  if (words.some((word) => HARMLESS_WORD.test(word))) return false;
  return words.some((word) => SECRET_WORDS.has(word) || SECRET_ENDING.test(word));
}

function isSecretValue(name: string, value: string): boolean {
  const text = value.trim();
  if (text.length < SHORTEST_SECRET || isPath(text)) return false;
  if (/^(true|false|disabled|enabled|required|optional)$/i.test(text)) return false;
  return !(/TOKENS$/i.test(name) && /^\d+$/.test(text));
}

/** Base64 may begin with a slash too; a long mixed segment without a dot is no folder's name. */
function isPath(text: string): boolean {
  if (!/^(~|\.{0,2})\/[^+=\r\n]*$/.test(text) && !/^[A-Za-z]:\\/.test(text)) return false;
  return !text.split(/[/\\]/).some((part) =>
    part.length > 20 && /^[A-Za-z0-9]+$/.test(part) && /[a-z]/.test(part) && /[A-Z]/.test(part) &&
    /\d/.test(part)
  );
}

/** `postgres://user:password@host` holds one whatever the variable is called. */
function passwordsIn(value: string): readonly string[] {
  const found = [...value.matchAll(/[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:([^\s/@]+)@/gi)].map((match) =>
    match[1] ?? ""
  );
  return found.flatMap((password) => [password, decoded(password)])
    .filter((password) => password.length >= SHORTEST_SECRET);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
