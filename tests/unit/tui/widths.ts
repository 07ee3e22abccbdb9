// Imported for its effect: widths as the library knows them, which the app loads after its first frame.
import { loadWidths } from "../../../tui/width.ts";

await loadWidths();
