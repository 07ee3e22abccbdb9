// The themes: what colour each role has, as true colour and as one of the sixteen.
// Dark and light leave text and ground to the terminal; high contrast sets both.
import type { Role } from "./style.ts";

export interface Shade {
  readonly rgb: number;
  /** The nearest of the sixteen in meaning, which is not always the nearest in colour. */
  readonly ansi: number;
}

export interface Theme {
  readonly name: ThemeName;
  /** Where a role has none, the terminal's own colour serves. */
  readonly shades: Readonly<Partial<Record<Role, Shade>>>;
  readonly ground: Shade | null;
}

export const themeNames = ["dark", "light", "high-contrast", "colour-blind"] as const;
export type ThemeName = typeof themeNames[number];

export const themes: Readonly<Record<ThemeName, Theme>> = {
  dark: {
    name: "dark",
    ground: null,
    shades: {
      muted: shade(0x8a8f98, 8),
      title: shade(0xd7dae0, 15),
      accent: shade(0x61afef, 12),
      border: shade(0x4b5263, 8),
      focus: shade(0x61afef, 12),
      ok: shade(0x98c379, 10),
      warn: shade(0xe5c07b, 11),
      error: shade(0xf07178, 9),
      info: shade(0x56b6c2, 14),
      running: shade(0x61afef, 12),
      waiting: shade(0xc792ea, 13),
      added: shade(0x98c379, 10),
      removed: shade(0xf07178, 9),
      key: shade(0xe5c07b, 11),
      selection: shade(0x2c4a6e, 4),
      match: shade(0x6b5a1e, 3),
      addedGround: shade(0x1f3524, 0),
      removedGround: shade(0x40232a, 0),
      badge: shade(0x8a3fa0, 5),
    },
  },
  light: {
    name: "light",
    ground: null,
    shades: {
      muted: shade(0x6a6f78, 8),
      title: shade(0x1f2328, 0),
      accent: shade(0x0550ae, 4),
      border: shade(0xa8afb8, 7),
      focus: shade(0x0550ae, 4),
      ok: shade(0x1a7f37, 2),
      warn: shade(0x8a5a00, 3),
      error: shade(0xc0262d, 1),
      info: shade(0x0b7285, 6),
      running: shade(0x0550ae, 4),
      waiting: shade(0x8250df, 5),
      added: shade(0x1a7f37, 2),
      removed: shade(0xc0262d, 1),
      key: shade(0x8a5a00, 3),
      selection: shade(0xcfe3ff, 7),
      match: shade(0xfff0a8, 11),
      addedGround: shade(0xdafbe1, 15),
      removedGround: shade(0xffebe9, 15),
      badge: shade(0xe6d5fb, 13),
    },
  },
  "high-contrast": {
    name: "high-contrast",
    ground: shade(0x000000, 0),
    shades: {
      text: shade(0xffffff, 15),
      muted: shade(0xd0d0d0, 7),
      title: shade(0xffffff, 15),
      accent: shade(0x00ffff, 14),
      border: shade(0xffffff, 15),
      focus: shade(0xffff00, 11),
      ok: shade(0x00ff00, 10),
      warn: shade(0xffff00, 11),
      error: shade(0xff6060, 9),
      info: shade(0x00ffff, 14),
      running: shade(0x00ffff, 14),
      waiting: shade(0xff80ff, 13),
      added: shade(0x00ff00, 10),
      removed: shade(0xff6060, 9),
      key: shade(0xffff00, 11),
      selection: shade(0x0000c0, 4),
      match: shade(0x806000, 3),
      addedGround: shade(0x003000, 0),
      removedGround: shade(0x400000, 0),
      badge: shade(0x800080, 5),
    },
  },
  // Blue for good and orange for bad stay apart in every common kind of colour blindness.
  "colour-blind": {
    name: "colour-blind",
    ground: null,
    shades: {
      muted: shade(0x8a8f98, 8),
      title: shade(0xd7dae0, 15),
      accent: shade(0x56b4e9, 12),
      border: shade(0x4b5263, 8),
      focus: shade(0xf0e442, 11),
      ok: shade(0x56b4e9, 12),
      warn: shade(0xf0e442, 11),
      error: shade(0xe69f00, 3),
      info: shade(0xcccccc, 7),
      running: shade(0xf0f0f0, 15),
      waiting: shade(0xcc79a7, 13),
      added: shade(0x56b4e9, 12),
      removed: shade(0xe69f00, 3),
      key: shade(0xf0e442, 11),
      selection: shade(0x2c4a6e, 4),
      match: shade(0x6b5a1e, 3),
      addedGround: shade(0x12304a, 0),
      removedGround: shade(0x4a3000, 0),
      badge: shade(0x7a4a66, 5),
    },
  },
};

function shade(rgb: number, ansi: number): Shade {
  return { rgb, ansi };
}
