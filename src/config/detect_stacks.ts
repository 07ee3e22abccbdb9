// Stacks whose build tool knows its own test command, and the tasks a Makefile or justfile declares.
import type { Declared, ProjectFacts, Stack } from "./detect.ts";
import { parseTable, tableIn } from "./detect_script.ts";

type Has = (...names: string[]) => string | undefined;

export function detectOthers(facts: ProjectFacts): readonly Stack[] {
  const has: Has = (...names) => names.find((name) => facts.files.includes(name));
  const stacks = [
    rust(facts, has),
    go(has),
    ruby(has),
    php(facts, has),
    elixir(has),
    java(has),
    dotnet(facts),
    swift(has),
  ];
  return stacks.filter((stack) => stack !== null);
}

/** Used only where no stack declares the command: a Makefile usually calls the same tools. */
export function detectMake(facts: ProjectFacts): Stack | null {
  const sources = [
    { name: "make", file: "Makefile", text: facts.makefile },
    { name: "just", file: "justfile", text: facts.justfile },
  ];
  const found = sources.map(({ name, file, text }) => {
    const target = (word: string): Declared | undefined =>
      new RegExp(`^${word}(?:[ \\t][^:=\\n]*)?:(?!=)`, "m").test(text ?? "")
        ? { command: `${name} ${word}`, why: `${file} has ${word}` }
        : undefined;
    return { name, test: target("test"), lint: target("lint"), keep: [] };
  });
  return found.find((stack) => stack.test ?? stack.lint) ?? null;
}

function rust(facts: ProjectFacts, has: Has): Stack | null {
  const manifest = has("Cargo.toml");
  if (manifest === undefined) return null;
  const isWorkspace = /^[ \t]*\[workspace[.\]]/m.test(facts.cargoToml ?? "");
  const clippy = has("clippy.toml", ".clippy.toml");
  return {
    name: "rust",
    test: { command: isWorkspace ? "cargo test --workspace" : "cargo test", why: "Cargo.toml" },
    lint: because("cargo clippy --all-targets -- -D warnings", clippy),
    setup: because("cargo fetch --locked", has("Cargo.lock")),
    keep: ["target"],
  };
}

function go(has: Has): Stack | null {
  if (has("go.mod") === undefined) return null;
  const lint = has(".golangci.yml", ".golangci.yaml", ".golangci.toml", ".golangci.json");
  return {
    name: "go",
    test: { command: "go test ./...", why: "go.mod" },
    lint: because("golangci-lint run", lint),
    lintFix: because("golangci-lint run --fix", lint),
    setup: { command: "go mod download", why: "go.mod" },
    keep: [],
  };
}

function ruby(has: Has): Stack | null {
  if (has("Gemfile") === undefined) return null;
  const rubocop = has(".rubocop.yml");
  return {
    name: "ruby",
    test: because("bundle exec rspec", has(".rspec")),
    lint: because("bundle exec rubocop", rubocop),
    lintFix: because("bundle exec rubocop --autocorrect", rubocop),
    setup: { command: "bundle install", why: "Gemfile" },
    keep: ["vendor/bundle"],
  };
}

function php(facts: ProjectFacts, has: Has): Stack | null {
  if (has("composer.json") === undefined) return null;
  const scripts = tableIn(parseTable(facts.composerJson ?? "{}") ?? {}, "scripts");
  const script = (name: string): Declared | undefined =>
    Object.hasOwn(scripts, name)
      ? { command: `composer run-script ${name}`, why: `composer.json has scripts.${name}` }
      : undefined;
  const phpunit = has("phpunit.xml", "phpunit.xml.dist", "phpunit.dist.xml");
  return {
    name: "php",
    test: script("test") ?? because("vendor/bin/phpunit", phpunit),
    lint: script("lint"),
    setup: because("composer install --no-interaction", has("composer.lock", "composer.json")),
    keep: ["vendor"],
  };
}

function elixir(has: Has): Stack | null {
  if (has("mix.exs") === undefined) return null;
  return {
    name: "elixir",
    test: { command: "mix test", why: "mix.exs" },
    lint: because("mix credo", has(".credo.exs")),
    setup: { command: "mix deps.get", why: "mix.exs" },
    keep: ["deps", "_build"],
  };
}

function java(has: Has): Stack | null {
  if (has("pom.xml") !== undefined) {
    const command = has("mvnw") === undefined ? "mvn -q test" : "./mvnw -q test";
    return { name: "java (maven)", test: { command, why: "pom.xml" }, keep: ["target"] };
  }
  const gradle = has("build.gradle", "build.gradle.kts");
  if (gradle === undefined) return null;
  const command = has("gradlew") === undefined ? "gradle test" : "./gradlew test";
  return { name: "java (gradle)", test: { command, why: gradle }, keep: [".gradle", "build"] };
}

function dotnet(facts: ProjectFacts): Stack | null {
  const project = facts.files.find((name) => /\.(?:sln|slnx|csproj|fsproj)$/.test(name));
  if (project === undefined) return null;
  return {
    name: "dotnet",
    test: { command: "dotnet test", why: project },
    setup: { command: "dotnet restore", why: project },
    keep: [],
  };
}

function swift(has: Has): Stack | null {
  if (has("Package.swift") === undefined) return null;
  const test = { command: "swift test", why: "Package.swift" };
  return { name: "swift", test, keep: [".build"] };
}

function because(command: string, file: string | undefined): Declared | undefined {
  return file === undefined ? undefined : { command, why: `there is a ${file}` };
}
