import assert from "node:assert/strict";
import fc from "fast-check";
import { createRedactor, MASK, type Redactor } from "../../../src/store/redact.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Redacts text cut at the given places. */
function inPieces(redactor: Redactor, bytes: Uint8Array, cuts: readonly number[]): string {
  const stream = redactor.stream();
  const at = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let from = 0;
  const pieces: number[] = [];
  for (const to of at) {
    pieces.push(...stream.push(bytes.slice(from, to)));
    from = to;
  }
  pieces.push(...stream.end());
  return decoder.decode(new Uint8Array(pieces));
}

const secret = 'pa+ss/wörd "1" =?';

Deno.test("a secret is masked in every common way of writing it (P15)", () => {
  const redactor = createRedactor([secret]);
  const forms = {
    raw: secret,
    url: encodeURIComponent(secret),
    "url, lower case": encodeURIComponent(secret).replace(/%../g, (each) => each.toLowerCase()),
    form: new URLSearchParams({ "": secret }).toString().slice(1),
    json: JSON.stringify({ secret }),
    "json in json": JSON.stringify(JSON.stringify({ secret })),
    "json, slashes escaped": JSON.stringify(secret).replaceAll("/", "\\/"),
  };
  for (const [name, form] of Object.entries(forms)) {
    const redacted = redactor.text(`before ${form} after`);
    assert(redacted.includes(MASK), name);
    assert(!redacted.includes("pa") && !redacted.includes("rd"), `${name}: ${redacted}`);
    assert.match(redacted, /^before .* after$/, name);
  }
});

Deno.test("a secret is masked inside base64, wherever it begins", () => {
  const value = "correct horse battery";
  const redactor = createRedactor([value]);
  for (let before = 0; before < 7; before++) {
    for (let after = 0; after < 4; after++) {
      const whole = encoder.encode("u".repeat(before) + value + "z".repeat(after));
      for (const alphabet of ["base64", "base64url"] as const) {
        const redacted = redactor.text(whole.toBase64({ alphabet }));
        assert(redacted.includes(MASK), `${before} ${after} ${alphabet}: ${redacted}`);
        // what remains holds at most the contaminated characters at each end
        const left = redacted.replaceAll(MASK, "").length;
        assert(left <= Math.ceil((before * 8) / 6) + Math.ceil((after * 8) / 6) + 6, redacted);
      }
    }
  }
});

Deno.test("short values and text without secrets are left alone", () => {
  const redactor = createRedactor(["seven77", "", "   "]);
  const text = "seven77 and the rest";
  assert.equal(redactor.text(text), text);
  assert.equal(createRedactor(["eight888"]).text("eight88"), "eight88");
  assert.equal(createRedactor(["eight888"]).text("lone \ud800 stays"), "lone \ud800 stays");
});

Deno.test("overlapping and adjacent secrets leave nothing of either", () => {
  const redactor = createRedactor(["AAAABBBB", "BBBBCCCC", "CCCCDDDDEEEE"]);
  assert.equal(redactor.text("xAAAABBBBCCCCy"), `x${MASK}y`);
  assert.equal(redactor.text("AAAABBBBCCCCDDDDEEEE"), MASK);
  assert.equal(redactor.text("AAAABBBBAAAABBBB"), MASK + MASK);
  assert.equal(redactor.text("AAAABBBBCCCCDDDDEEE"), `${MASK}DDDDEEE`);
});

Deno.test("a secret within another one uncovers nothing of it", () => {
  const redactor = createRedactor(["0123456789abcdefXYZ", "456789ab"]);
  assert.equal(redactor.text("<0123456789abcdefXYZ>"), `<${MASK}>`);
});

Deno.test("a secret that begins another one is masked whole", () => {
  const redactor = createRedactor(["12345678", "1234567890abcdef"]);
  assert.equal(redactor.text("1234567890abcdef!"), `${MASK}!`);
  assert.equal(redactor.text("1234567890abcde!"), `${MASK}90abcde!`);
});

Deno.test("the lines of a key file are secrets of their own", () => {
  const line = "MIIEvQIBADANBgkqhkiG9w0BAQEF";
  const redactor = createRedactor([`-----BEGIN KEY-----\n${line}\nshort\n-----END KEY-----\n`]);
  assert.equal(redactor.text(`  > ${line} <`), `  > ${MASK} <`);
  assert.equal(redactor.text("-----BEGIN KEY-----"), "-----BEGIN KEY-----");
});

Deno.test("bytes are held back only while they may begin a secret", () => {
  const stream = createRedactor(["secret-secret"]).stream();
  assert.equal(decoder.decode(stream.push(encoder.encode("live output"))), "live output");
  assert.equal(decoder.decode(stream.push(encoder.encode("\nsecret-"))), "\n");
  assert.equal(decoder.decode(stream.push(encoder.encode("santa\n"))), "secret-santa\n");
  assert.equal(decoder.decode(stream.push(encoder.encode("secret-s"))), "");
  assert.equal(decoder.decode(stream.end()), "secret-s");
});

Deno.test("however a stream is cut, the same comes out", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "é"), minLength: 8, maxLength: 14 });
  fc.assert(
    fc.property(
      fc.array(letters, { minLength: 1, maxLength: 4 }),
      fc.array(fc.oneof(fc.nat(3), fc.string({ unit: fc.constantFrom("a", "b", "é", " ") }))),
      fc.array(fc.nat(), { maxLength: 12 }),
      (secrets, parts, cuts) => {
        const redactor = createRedactor(secrets);
        const text = parts.map((part) =>
          typeof part === "number" ? secrets[part % secrets.length] : part
        ).join("");
        const expected = masked(text, secrets);
        assert.equal(redactor.text(text), expected);
        assert.equal(inPieces(redactor, encoder.encode(text), cuts), expected);
        assert.equal(
          inPieces(
            redactor,
            encoder.encode(text),
            encoder.encode(text).map((_, n) => n) as unknown as number[],
          ),
          expected,
        );
      },
    ),
    { numRuns: 1500 },
  );
});

/** The plain definition: all occurrences, overlapping ones joined. */
function masked(text: string, secrets: readonly string[]): string {
  const spans = secrets.flatMap((each) => occurrences(text, each)).sort(([a], [b]) => a - b);
  let out = "";
  let at = 0;
  for (const [from, to] of spans) {
    if (from >= at) out += text.slice(at, from) + MASK;
    at = Math.max(at, to);
  }
  return out + text.slice(at);
}

function occurrences(text: string, part: string): readonly (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) {
    found.push([at, at + part.length]);
  }
  return found;
}

Deno.test("canaries leak through no cut of any form", () => {
  for (let n = 0; n < 20; n++) {
    const value = `canary-${n}-${'x/+ y"'.repeat(1 + n % 4)}`;
    const redactor = createRedactor([value]);
    const base64 = encoder.encode(`user:${value}`).toBase64();
    const text = [value, encodeURIComponent(value), JSON.stringify(value), base64].join(" | ");
    const whole = redactor.text(text);
    for (let size = 1; size <= 32; size++) {
      const bytes = encoder.encode(text);
      const cuts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => at * size);
      assert.equal(inPieces(redactor, bytes, cuts), whole);
    }
    assert(!whole.includes("canary") && !whole.includes("Y2FuYXJ5"), whole);
  }
});
