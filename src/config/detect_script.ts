// Node and Deno projects: commands that package.json and deno.json declare by name.
import type { Declared, ProjectFacts, Stack } from "./detect.ts";

interface Manager {
  readonly name: string;
  readonly run: (script: string) => string;
  readonly setup: string;
  readonly why: string;
}

type Table = Readonly<Record<string, unknown>>;

export function detectNode(facts: ProjectFacts): Stack | null {
  if (facts.packageJson === null || facts.packageJson === undefined) return null;
  const manifest = parseTable(facts.packageJson);
  const keep = ["node_modules"];
  if (manifest === null) {
    return { name: "node", keep, notes: ["package.json is not readable as JSON"] };
  }
  const manager = managerOf(facts.files, manifest);
  const scripts = tableIn(manifest, "scripts");
  const script = (name: string): Declared | undefined => {
    const body = scripts[name];
    if (typeof body !== "string" || body.trim() === "" || isPlaceholder(body)) return undefined;
    return { command: manager.run(name), why: `package.json has scripts.${name}` };
  };
  const hasPlaceholder = typeof scripts["test"] === "string" && isPlaceholder(scripts["test"]);
  return {
    name: `node (${manager.name})`,
    test: script("test"),
    lint: script("lint"),
    lintFix: script("lint:fix") ?? script("lint-fix"),
    setup: manager.setup === "" ? undefined : { command: manager.setup, why: manager.why },
    keep,
    notes: hasPlaceholder ? ["package.json's test script is npm's placeholder"] : [],
  };
}

export function detectDeno(facts: ProjectFacts): Stack | null {
  if (facts.denoJson === null || facts.denoJson === undefined) return null;
  const manifest = parseTable(withoutComments(facts.denoJson));
  if (manifest === null) {
    return { name: "deno", keep: [], notes: ["deno.json is not readable as JSON"] };
  }
  const tasks = tableIn(manifest, "tasks");
  const task = (name: string): Declared | undefined =>
    Object.hasOwn(tasks, name)
      ? { command: `deno task ${name}`, why: `deno.json has tasks.${name}` }
      : undefined;
  const isManual = manifest["nodeModulesDir"] === "manual";
  return {
    name: "deno",
    test: task("test"),
    lint: task("lint"),
    lintFix: task("lint:fix"),
    setup: isManual
      ? { command: "deno install", why: "deno.json has nodeModulesDir manual" }
      : undefined,
    keep: isManual || manifest["nodeModulesDir"] === "auto" ? ["node_modules"] : [],
  };
}

/** Install commands that leave the lockfile as it is: what they changed would land with the task. */
function managerOf(files: readonly string[], manifest: Table): Manager {
  const has = (...names: string[]) => names.find((name) => files.includes(name));
  const declared = String(manifest["packageManager"] ?? "").split("@")[0] ?? "";
  const pnpm = has("pnpm-lock.yaml");
  if (pnpm || declared === "pnpm") {
    const setup = pnpm ? "pnpm install --frozen-lockfile" : "pnpm install";
    return { name: "pnpm", run: script("pnpm"), setup, why: pnpm ?? "packageManager" };
  }
  const yarn = has("yarn.lock");
  if (yarn || declared === "yarn") {
    const isModern = has(".yarnrc.yml") !== undefined;
    const flag = isModern ? "--immutable" : "--frozen-lockfile";
    const setup = yarn ? `yarn install ${flag}` : "yarn install";
    return { name: "yarn", run: script("yarn"), setup, why: yarn ?? "packageManager" };
  }
  const bun = has("bun.lock", "bun.lockb");
  if (bun || declared === "bun") {
    const setup = bun ? "bun install --frozen-lockfile" : "bun install";
    const run = (name: string) => `bun run ${name}`;
    return { name: "bun", run, setup, why: bun ?? "packageManager" };
  }
  const npm = has("package-lock.json", "npm-shrinkwrap.json");
  const needs = ["dependencies", "devDependencies", "optionalDependencies", "workspaces"];
  const isBare = needs.every((name) => Object.keys(Object(manifest[name])).length === 0);
  const loose = isBare ? "" : "npm install --no-package-lock";
  const why = npm ?? "package.json has dependencies and no lockfile";
  return { name: "npm", run: script("npm"), setup: npm ? "npm ci" : loose, why };
}

function script(manager: string): (name: string) => string {
  return (name) => name === "test" ? `${manager} test` : `${manager} run ${name}`;
}

function isPlaceholder(body: string): boolean {
  return /no test specified/i.test(body);
}

export function parseTable(text: string): Table | null {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    return isTable(value) ? value : null;
  } catch {
    return null;
  }
}

export function tableIn(table: Table, name: string): Table {
  const value = table[name];
  return isTable(value) ? value : {};
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON with comments and trailing commas → JSON; what stands in strings stays. */
export function withoutComments(text: string): string {
  const bare = text.replace(
    /"(?:\\.|[^"\\])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (part) => part.startsWith('"') ? part : " ",
  );
  return bare.replace(
    /"(?:\\.|[^"\\])*"|,(?=\s*[}\]])/g,
    (part) => part.startsWith('"') ? part : "",
  );
}
