// What a person does at the terminal, as values.

export type InputEvent =
  | KeyEvent
  | MouseEvent
  | PasteEvent
  | { readonly kind: "focus"; readonly focused: boolean }
  | { readonly kind: "resize"; readonly columns: number; readonly rows: number }
  /** The terminal is gone. */
  | { readonly kind: "end" };

export interface KeyEvent {
  readonly kind: "key";
  /** As the key table writes it: `j`, `G`, `space`, `enter`, `ctrl+d`, `alt+x`, `shift+tab`, `f5`. */
  readonly key: string;
  /** What the key types, if anything. */
  readonly text?: string;
}

export interface MouseEvent {
  readonly kind: "mouse";
  readonly action: "press" | "release" | "drag" | "move" | "wheel";
  readonly button:
    | "left"
    | "middle"
    | "right"
    | "none"
    | "up"
    | "down"
    | "wheelLeft"
    | "wheelRight";
  /** Cell, counted from 0. */
  readonly x: number;
  readonly y: number;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
}

export interface PasteEvent {
  readonly kind: "paste";
  /** Lines end in \n; control characters are gone. */
  readonly text: string;
  /** It was longer than we keep. */
  readonly truncated: boolean;
}
