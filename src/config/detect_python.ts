// Python projects: pytest and ruff where the project configures them, through its own environment tool.
import type { Declared, ProjectFacts, Stack } from "./detect.ts";

interface Tool {
  readonly name: string;
  /** Put before each command, with its space. */
  readonly run: string;
  readonly setup: string;
  readonly why: string;
}

const MANIFESTS = ["pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile"];

export function detectPython(facts: ProjectFacts): Stack | null {
  const pyproject = facts.pyproject ?? "";
  const manifest = MANIFESTS.find((name) => facts.files.includes(name));
  if (manifest === undefined && pyproject === "") return null;
  const tool = toolOf(facts.files, pyproject);
  const pytest = evidence(facts.files, pyproject, "pytest", ["pytest.ini", "conftest.py"]);
  const ruff = evidence(facts.files, pyproject, "ruff", ["ruff.toml", ".ruff.toml"]);
  const command = (words: string, why: string | null): Declared | undefined =>
    why === null ? undefined : { command: tool.run + words, why };
  return {
    name: `python (${tool.name})`,
    test: command("pytest", pytest),
    lint: command("ruff check .", ruff),
    lintFix: command("ruff check . --fix", ruff),
    setup: tool.setup === "" ? undefined : { command: tool.setup, why: tool.why },
    keep: [".venv"],
  };
}

function toolOf(files: readonly string[], pyproject: string): Tool {
  const has = (name: string) => files.includes(name);
  if (has("uv.lock") || hasTable(pyproject, "tool.uv")) {
    // Without --frozen, uv would rewrite a stale lockfile, and that would land with the task.
    const setup = has("uv.lock") ? "uv sync --frozen" : "uv sync";
    return { name: "uv", run: "uv run ", setup, why: has("uv.lock") ? "uv.lock" : "tool.uv" };
  }
  if (has("poetry.lock") || hasTable(pyproject, "tool.poetry")) {
    const why = has("poetry.lock") ? "poetry.lock" : "tool.poetry";
    return { name: "poetry", run: "poetry run ", setup: "poetry install", why };
  }
  if (has("pdm.lock") || hasTable(pyproject, "tool.pdm")) {
    return { name: "pdm", run: "pdm run ", setup: "pdm sync", why: "pdm.lock" };
  }
  if (has("Pipfile.lock")) {
    return { name: "pipenv", run: "pipenv run ", setup: "pipenv sync --dev", why: "Pipfile.lock" };
  }
  // Installing with pip alone would change the user's own environment.
  return { name: "pip", run: "", setup: "", why: "" };
}

/** Why the tool counts as configured, or null. */
function evidence(
  files: readonly string[],
  pyproject: string,
  tool: string,
  configFiles: readonly string[],
): string | null {
  if (hasTable(pyproject, `tool.${tool}`)) return `pyproject.toml has tool.${tool}`;
  const file = configFiles.find((name) => files.includes(name));
  if (file !== undefined) return `there is a ${file}`;
  return dependsOn(pyproject, tool) ? `pyproject.toml depends on ${tool}` : null;
}

/** Is there a `[name]` or `[name.…]` heading outside comments? */
function hasTable(toml: string, name: string): boolean {
  const escaped = name.replaceAll(".", "\\.");
  return new RegExp(`^[ \\t]*\\[\\[?${escaped}[.\\]]`, "m").test(toml);
}

/** `"pytest>=8"` in a list of requirements, or poetry's `pytest = "…"`. */
function dependsOn(toml: string, name: string): boolean {
  const lines = toml.split("\n").filter((line) => !/^\s*#/.test(line)).join("\n");
  const inList = new RegExp(`["']${name}(?:\\[[^\\]"']*\\])?\\s*(?:[<>=!~;@ ][^"']*)?["']`);
  const asKey = new RegExp(`^[ \\t]*${name}[ \\t]*=[ \\t]*["'{]`, "m");
  return inList.test(lines) || asKey.test(lines);
}
