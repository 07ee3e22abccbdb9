import assert from "node:assert/strict";
import fc from "fast-check";
import { detectProject, formatAssumption, type ProjectFacts } from "../../../src/config/detect.ts";
import { withoutComments } from "../../../src/config/detect_script.ts";

function detect(facts: Partial<ProjectFacts>) {
  return detectProject({
    files: [],
    branches: { originHead: null, current: "main", exists: ["main"] },
    agentsOnPath: [],
    ...facts,
  });
}

interface Commands {
  readonly test?: string;
  readonly lint?: string;
  readonly lintFix?: string;
  readonly setup?: string;
  readonly keep?: readonly string[];
}

const scripts = (table: Record<string, string>, more: Record<string, unknown> = {}) =>
  JSON.stringify({ scripts: table, ...more });
const both = { test: "vitest run", lint: "eslint .", "lint:fix": "eslint . --fix" };
const npm = { keep: ["node_modules"] };
const python = { keep: [".venv"] };

const STACKS: readonly (readonly [string, Partial<ProjectFacts>, Commands])[] = [
  ["nothing", {}, {}],
  ["files of no stack", { files: ["README.md", "spec", "src"] }, {}],
  ["npm with a lockfile", {
    files: ["package.json", "package-lock.json"],
    packageJson: scripts(both),
  }, {
    ...npm,
    test: "npm test",
    lint: "npm run lint",
    lintFix: "npm run lint:fix",
    setup: "npm ci",
  }],
  ["npm without dependencies", { packageJson: scripts({ test: "node --test" }) }, {
    ...npm,
    test: "npm test",
  }],
  ["npm with dependencies and no lockfile", {
    packageJson: scripts({}, { devDependencies: { a: "1" } }),
  }, { ...npm, setup: "npm install --no-package-lock" }],
  ["npm's placeholder", {
    files: ["package-lock.json"],
    packageJson: scripts({ test: 'echo "Error: no test specified" && exit 1' }),
  }, { ...npm, setup: "npm ci" }],
  ["pnpm", { files: ["pnpm-lock.yaml"], packageJson: scripts(both) }, {
    ...npm,
    test: "pnpm test",
    lint: "pnpm run lint",
    lintFix: "pnpm run lint:fix",
    setup: "pnpm install --frozen-lockfile",
  }],
  ["yarn 1", { files: ["yarn.lock"], packageJson: scripts({ test: "x" }) }, {
    ...npm,
    test: "yarn test",
    setup: "yarn install --frozen-lockfile",
  }],
  ["yarn 4", { files: ["yarn.lock", ".yarnrc.yml"], packageJson: scripts({ test: "x" }) }, {
    ...npm,
    test: "yarn test",
    setup: "yarn install --immutable",
  }],
  ["bun", { files: ["bun.lock"], packageJson: scripts({ test: "x" }) }, {
    ...npm,
    test: "bun run test",
    setup: "bun install --frozen-lockfile",
  }],
  ["packageManager without a lockfile", {
    packageJson: scripts({ test: "x" }, { packageManager: "pnpm@9.1.0" }),
  }, { ...npm, test: "pnpm test", setup: "pnpm install" }],
  ["a package.json that is no JSON", { packageJson: "{,}" }, npm],
  ["a package.json that is a list", { packageJson: "[]" }, npm],
  ["a workspace root that declares no test", {
    files: ["pnpm-workspace.yaml", "pnpm-lock.yaml", "packages"],
    packageJson: scripts({ build: "x" }),
  }, { ...npm, setup: "pnpm install --frozen-lockfile" }],
  ["deno tasks", {
    denoJson: '{\n // the tasks\n "tasks": { "test": "deno test", "lint": {"command": "x"}, },\n}',
  }, { test: "deno task test", lint: "deno task lint" }],
  ["deno without tasks", { denoJson: "{}" }, {}],
  ["deno with its own node_modules", { denoJson: '{"nodeModulesDir": "manual"}' }, {
    ...npm,
    setup: "deno install",
  }],
  ["uv with pytest and ruff", {
    files: ["pyproject.toml", "uv.lock"],
    pyproject: "[tool.pytest.ini_options]\n[tool.ruff.lint]\n",
  }, {
    ...python,
    test: "uv run pytest",
    lint: "uv run ruff check .",
    lintFix: "uv run ruff check . --fix",
    setup: "uv sync --frozen",
  }],
  ["uv by its table", { files: ["pyproject.toml"], pyproject: "[tool.uv]\ndev = ['pytest>=8']" }, {
    ...python,
    test: "uv run pytest",
    setup: "uv sync",
  }],
  ["python without uv", { files: ["pyproject.toml", "pytest.ini"], pyproject: "[project]" }, {
    ...python,
    test: "pytest",
  }],
  ["python that only mentions pytest in a comment", {
    files: ["pyproject.toml"],
    pyproject: '[project]\n# "pytest" and [tool.ruff] later\nname = "pytest-like"\n',
  }, python],
  ["poetry", { files: ["pyproject.toml"], pyproject: '[tool.poetry.group.dev]\npytest = "^8"' }, {
    ...python,
    test: "poetry run pytest",
    setup: "poetry install",
  }],
  ["requirements only", { files: ["requirements.txt"] }, python],
  ["rust", { files: ["Cargo.toml", "Cargo.lock"], cargoToml: "[package]" }, {
    test: "cargo test",
    setup: "cargo fetch --locked",
    keep: ["target"],
  }],
  ["a rust workspace with clippy", {
    files: ["Cargo.toml", "clippy.toml"],
    cargoToml: "[workspace]\nmembers = []",
  }, {
    test: "cargo test --workspace",
    lint: "cargo clippy --all-targets -- -D warnings",
    keep: ["target"],
  }],
  ["go", { files: ["go.mod", ".golangci.yml"] }, {
    test: "go test ./...",
    lint: "golangci-lint run",
    lintFix: "golangci-lint run --fix",
    setup: "go mod download",
  }],
  ["ruby, whose spec folder proves nothing", { files: ["Gemfile", "spec"] }, {
    setup: "bundle install",
    keep: ["vendor/bundle"],
  }],
  ["php", { files: ["composer.json", "phpunit.xml.dist"], composerJson: "{}" }, {
    test: "vendor/bin/phpunit",
    setup: "composer install --no-interaction",
    keep: ["vendor"],
  }],
  ["elixir", { files: ["mix.exs"] }, {
    test: "mix test",
    setup: "mix deps.get",
    keep: ["deps", "_build"],
  }],
  ["maven", { files: ["pom.xml", "mvnw"] }, { test: "./mvnw -q test", keep: ["target"] }],
  ["gradle", { files: ["build.gradle.kts"] }, { test: "gradle test", keep: [".gradle", "build"] }],
  ["dotnet", { files: ["App.sln"] }, { test: "dotnet test", setup: "dotnet restore" }],
  ["make", { makefile: "VERSION := 1\n.PHONY: test\ntest: build\n\tx\nlint:\n" }, {
    test: "make test",
    lint: "make lint",
  }],
  ["a make variable called test", { makefile: "test := 1\ntests: x\n" }, {}],
  ["just", { justfile: "test *args:\n  x\n" }, { test: "just test" }],
  ["a stack beside a Makefile", { files: ["go.mod"], makefile: "test:\nlint:\n" }, {
    test: "go test ./...",
    lint: "make lint",
    setup: "go mod download",
  }],
  ["two stacks", { files: ["Cargo.toml"], packageJson: scripts({ test: "x" }) }, {
    test: "npm test && cargo test",
    keep: ["node_modules", "target"],
  }],
];

for (const [what, facts, expected] of STACKS) {
  Deno.test(`${what}: commands are what its files declare`, () => {
    const { test, lint, lintFix, setup, keep } = detect(facts);
    assert.deepEqual(
      { test, lint, lintFix, setup, keep },
      { test: "", lint: "", lintFix: "", setup: "", keep: [], ...expected },
    );
  });
}

Deno.test("the main branch is origin's whole name, then main, master, the current one", () => {
  const branch = (originHead: string | null, current: string | null, exists: string[]) =>
    detect({ branches: { originHead, current, exists } }).mainBranch;
  assert.equal(branch("origin/release/1.x", "main", ["main"]), "release/1.x");
  assert.equal(branch("refs/remotes/origin/dev\n", "main", ["main"]), "dev");
  assert.equal(branch(null, "x", ["master", "main", "x"]), "main");
  assert.equal(branch(null, "x", ["master", "x"]), "master");
  assert.equal(branch(null, "trunk", ["trunk"]), "trunk");
  assert.equal(branch(null, null, []), "main");
  assert.equal(branch("", "a", ["a"]), "a");
});

Deno.test("the first agent of our order that is installed is taken, or none", () => {
  assert.equal(detect({ agentsOnPath: ["gemini", "codex"] }).agent, "codex");
  assert.equal(detect({ agentsOnPath: ["vim"] }).agent, "");
});

Deno.test("each assumption says what, why and how to change it", () => {
  const { assumed } = detect({
    files: ["package-lock.json"],
    packageJson: scripts({ test: "x" }),
    agentsOnPath: ["claude"],
  });
  assert.deepEqual(assumed.map(formatAssumption), [
    "test command `npm test` (package.json has scripts.test); change with commands.test",
    "no lint command (no file of the project declares one); set it with commands.lint",
    "worktree setup `npm ci` (package-lock.json); change with worktree.setup",
    "kept folders `node_modules` (dependencies of node (npm)); change with worktree.keep",
    "main branch `main` (a branch of that name exists); change with main_branch",
    "agent `claude` (it is the first one installed); change with agent",
  ]);
});

Deno.test("why there is no test command is said", () => {
  const why = (facts: Partial<ProjectFacts>) => detect(facts).assumed[0]?.why;
  assert.match(
    why({ packageJson: scripts({ test: "echo no test specified" }) }) ?? "",
    /placeholder/,
  );
  assert.match(why({ packageJson: "{" }) ?? "", /not readable as JSON/);
  assert.match(why({}) ?? "", /land untested/);
});

Deno.test("comments and trailing commas leave, text in strings stays", () => {
  const text = '{ // c\n "a": "x // y, }", /* , */ "b": ["\\"//", 1,], }';
  assert.deepEqual(JSON.parse(withoutComments(text)), { a: "x // y, }", b: ['"//', 1] });
});

Deno.test("no content of the project's files makes detection throw", () => {
  const text = fc.oneof(fc.string(), fc.json(), fc.constant("[tool.pytest"), fc.constant("test:"));
  fc.assert(
    fc.property(text, text, text, (one, two, three) => {
      const found = detect({
        files: ["pyproject.toml", "composer.json", one],
        packageJson: one,
        denoJson: two,
        pyproject: three,
        composerJson: one,
        makefile: two,
        justfile: three,
      });
      assert.equal(typeof found.test, "string");
    }),
    { numRuns: 300, seed: 3 },
  );
});
