// Each kind of dialog as a layer upon the screen.
import type { Layer } from "../stack.ts";
import type { Screen } from "../screen.ts";
import { askLayer } from "./ask.ts";
import { confirmLayer } from "./confirm.ts";
import { detailLayer } from "./detail.ts";
import type { Dialog } from "./dialog.ts";
import { helpLayer } from "./help.ts";
import { paletteLayer } from "./palette.ts";
import { pickLayer } from "./pick.ts";
import { quitLayer } from "./quit.ts";
import { retryLayer } from "./retry.ts";
import { startLayer } from "./start.ts";

export function dialogLayer(screen: Screen, dialog: Dialog): Layer {
  switch (dialog.kind) {
    case "help":
      return helpLayer(screen, dialog);
    case "palette":
      return paletteLayer(screen, dialog);
    case "quit":
      return quitLayer(screen);
    case "start":
      return startLayer(screen, dialog);
    case "confirm":
      return confirmLayer(screen, dialog);
    case "detail":
      return detailLayer(screen, dialog);
    case "retry":
      return retryLayer(screen, dialog);
    case "pick":
      return pickLayer(screen, dialog);
    case "ask":
      return askLayer(screen, dialog);
  }
}
