import assert from "node:assert/strict";
import { folded } from "../../../src/spec/fold.ts";

const CASES: readonly (readonly [string, string, string])[] = [
  ["ASCII as it is", "TASK-001: Name | `x`", "TASK-001: Name | `x`"],
  ["Cyrillic letters", "ТАSК-001", "TASK-001"],
  ["Greek letters", "ΤΑSΚ-001", "TASK-001"],
  ["wide letters", "ＴＡＳＫ－００１", "TASK-001"],
  ["mathematical letters", "𝗧𝗔𝗦𝗞-𝟎𝟎𝟏", "TASK-001"],
  ["dashes", "TASK‑001 TASK–002 TASK−003", "TASK-001 TASK-002 TASK-003"],
  ["invisible characters", "\u200bTA\u00adSK-0\u20600\ufeff1", "TASK-001"],
  ["digits of other scripts", "TASK-٠٠١ TASK-००९", "TASK-001 TASK-009"],
  ["spaces", "Depends\u00a0on:\u3000—", "Depends on: -"],
  ["bars", "P0 ｜ TODO ¦ 1d", "P0 | TODO | 1d"],
  ["what looks like nothing else", "日本 é 🚀", "日本 é 🚀"],
];

for (const [what, written, seen] of CASES) {
  Deno.test(`folding shows ${what}`, () => assert.equal(folded(written), seen));
}
