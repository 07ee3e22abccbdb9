// What `--version` prints; kept alone so that it loads nothing else.
import { VERSION } from "../host/version.ts";

export const VERSION_LINE = `spec-tui ${VERSION}`;
