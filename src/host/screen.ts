// Opens the full-screen app. Its first frame is the whole picture, drawn from the log and the spec by what was known
// of the project when it was looked at last; the project itself is opened behind it, before any key counts.
import { basename } from "node:path";
import type { Selection } from "../pipeline/fact.ts";
import { colourDepth } from "../../tui/colour.ts";
import type { Binding } from "../../tui/binding.ts";
import { defaultKeymap } from "../../tui/keymap.ts";
import type { Guardian } from "../../tui/guardian.ts";
import { runScreen } from "../../tui/loop.ts";
import { type About, emptyScreen, type Screen } from "../../tui/screen.ts";
import { wantsAscii } from "../../tui/support.ts";
import { terminalSize } from "../../tui/terminal.ts";
import { type ThemeName, themes } from "../../tui/theme.ts";
import { update } from "../../tui/update.ts";
import { readsFile, whileReading } from "../../tui/update_world.ts";
import { withUserKeys } from "../../tui/user_keys.ts";
import { factsOfFile } from "./as_read.ts";
import { branchNow } from "./branch.ts";
import { systemClock } from "./clock.ts";
import type { OpenRequest, Project } from "./project.ts";
import type { Places } from "./reading.ts";
import type { EngineStart } from "./screen_engine.ts";
import { openScreenFeed, type ScreenFeed } from "./screen_feed.ts";
import { openLater } from "./screen_later.ts";
import { recallScreen, type RememberedScreen, rememberScreen } from "./screen_memory.ts";
import { whyNoScreen } from "./screen_support.ts";
import { UserError } from "./user_error.ts";
import { VERSION } from "./version.ts";

export interface ScreenOptions extends EngineStart {
  /** Start this at once, as the demo does. */
  readonly startsWith?: Selection;
  readonly ascii?: boolean;
  readonly mouse?: boolean;
  /** Restores the terminal should this process be killed. */
  readonly guardian: Promise<Guardian | null>;
}

/** A project, or what finds one. */
export type Opening = { readonly project: Project } | { readonly request: OpenRequest };

/** Resolves with the exit code; the caller must then end the process. Throws `UserError` without a terminal. */
export async function openScreen(opening: Opening, options: ScreenOptions): Promise<number> {
  const { environment } = "project" in opening ? opening.project : opening.request;
  demandTerminal(environment);
  const known = "project" in opening || options.startsWith !== undefined
    ? null
    : recallScreen(opening.request);
  const project = known === null ? await openOf(opening) : null;
  const ground = project === null ? remembered(known, environment) : await groundOf(project);
  if (ground === null) throw new Error("Cannot open the screen: no project");
  const feed = openScreenFeed(ground.places, systemClock.elapsed);
  const port = openLater(feed, systemClock.now, () => openEarnest(opening, project, options, feed));
  try {
    const first = await firstScreen(ground, feed, { environment, ...options });
    if (options.startsWith !== undefined && first.engine.kind === "starting") {
      port.begin(options.startsWith);
    }
    const farewell = await runScreen(first, port, {
      depth: colourDepth(environment),
      mouse: options.mouse ?? true,
      guardian: options.guardian,
    });
    for (const line of [farewell, port.farewell()]) if (line !== "") console.log(line);
    return 0;
  } finally {
    port.close();
  }
}

function demandTerminal(environment: Project["environment"]): void {
  const reason = whyNoScreen({
    environment,
    stdinIsTerminal: Deno.stdin.isTerminal(),
    stdoutIsTerminal: Deno.stdout.isTerminal(),
  });
  if (reason === null) return;
  throw new UserError(`Cannot open the screen: ${reason}`, {
    hint: "`spec-tui run --all --no-tui` works without it",
    exitCode: 3,
  });
}

async function openOf(opening: Opening): Promise<Project> {
  if ("project" in opening) return opening.project;
  const { openProject } = await import("./project.ts");
  return await openProject(opening.request);
}

/** The long way, behind the first frame: what differs from what was remembered is put right. */
async function openEarnest(
  opening: Opening,
  known: Project | null,
  start: EngineStart,
  feed: ScreenFeed,
) {
  const [{ openSwitch }, { createPort }] = await Promise.all([
    import("./screen_switch.ts"),
    import("./screen_port.ts"),
  ]);
  const project = known ?? await openOf(opening);
  if ("request" in opening) rememberScreen(opening.request, project);
  const open = (of: Project, how: EngineStart) =>
    createPort(of, how, of === project ? feed : undefined);
  const port = openSwitch(project, start, open);
  if (known !== null) return { port, msgs: [] };
  const { about, keymap, theme } = await groundOf(project);
  return { port, msgs: [{ kind: "opened", about, keymap, theme } as const] };
}

/** What a first frame is made of. */
interface Ground {
  readonly places: Places & { readonly repository: { readonly gitDir: string } | null };
  readonly about: About;
  readonly keymap: readonly Binding[];
  readonly theme: ThemeName;
}

async function groundOf(project: Project): Promise<Ground> {
  const { aboutOf } = await import("./screen_about.ts");
  const { config, environment } = project;
  return {
    places: project,
    about: aboutOf(project),
    keymap: keymapOf(config.screen.keys, config.file ?? "the config"),
    theme: themeOf(config.screen.theme, environment),
  };
}

function remembered(
  known: RememberedScreen | null,
  environment: Project["environment"],
): Ground | null {
  if (known === null) return null;
  const repository = known.gitDir === "" ? null : { gitDir: known.gitDir };
  return {
    places: { ...known, environment, repository },
    about: {
      project: basename(known.root),
      branch: branchNow({ repository }) ?? "",
      target: known.target,
      noTarget: repository === null ? "without git" : "",
      tasksPath: `spec/${basename(known.tasksPath)}`,
      budgetUsd: known.budgetUsd,
      jobs: known.jobs,
      by: "",
      version: VERSION,
      zoneMinutes: -new Date().getTimezoneOffset(),
      agents: [],
      otherSpecs: [],
    },
    keymap: keymapOf(known.keys, "the config"),
    theme: themeOf(known.theme, environment),
  };
}

/** The whole picture, unless the log is long: then what the file tells, and the log behind it. */
async function firstScreen(
  { about, keymap, theme, places }: Ground,
  feed: ScreenFeed,
  options: Pick<ScreenOptions, "ascii" | "startsWith"> & {
    readonly environment: Project["environment"];
  },
): Promise<Screen> {
  const { environment, ascii = wantsAscii(environment), startsWith } = options;
  const nowMs = systemClock.now();
  const empty = emptyScreen({ size: terminalSize(), nowMs, ascii, keymap, about, theme });
  let first = feed.news().reduce(update, whileReading(empty));
  if (readsFile(first)) {
    const facts = await factsOfFile(places, first.log, first.spec);
    first = update(first, { kind: "file_says", seq: first.log.seq, facts });
  }
  const known: Screen = { ...first, requests: [], notice: null };
  if (startsWith === undefined || known.engine.kind === "alive") return known;
  return { ...known, engine: { kind: "starting", sinceMs: nowMs } };
}

/** `auto`: some terminals say in a variable what their ground is. */
function themeOf(wanted: string, environment: Project["environment"]): ThemeName {
  const ground = Number(/;(\d+)$/.exec(environment.COLORFGBG ?? "")?.[1] ?? 0);
  if (wanted === "auto") return ground === 7 || ground > 8 ? "light" : "dark";
  const isKnown = (name: string): name is ThemeName => name in themes;
  return isKnown(wanted) ? wanted : "dark";
}

/** Throws `UserError` (exit 2) where own bindings make no sense. */
function keymapOf(keys: Readonly<Record<string, string>>, file: string): readonly Binding[] {
  const bound = withUserKeys(defaultKeymap, keys);
  if ("keymap" in bound) return bound.keymap;
  throw new UserError(`Cannot use the key bindings of ${file}`, {
    hint: bound.problems.join("\n"),
    exitCode: 2,
  });
}
