// `deno task compile [--target NAME|all]`: one executable, with the permissions of `deno task start`.
// `--flags` prints them one a line, for another compiler.
import { fileURLToPath } from "node:url";

const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
];
const root = fileURLToPath(new URL("..", import.meta.url));
const [option, wanted, ...rest] = Deno.args;

if (option === "--flags") {
  console.log([...flags(), "main.ts"].join("\n"));
} else if (option === undefined) {
  await compile("dist/spec-tui");
} else if (
  option === "--target" && rest.length === 0 && [...TARGETS, "all"].includes(wanted ?? "")
) {
  for (const target of wanted === "all" ? TARGETS : [wanted ?? ""]) {
    await compile(`dist/spec-tui-${target}`, "--target", target);
  }
} else {
  console.error(
    `Cannot compile: expected nothing, or --target with one of ${TARGETS.join(", ")}, all`,
  );
  Deno.exit(2);
}

/**
 * No code cache: it would stand in the shared temporary folder under a name that others can guess. Without one
 * a bundle, which is read whole, starts later than single modules. V8's young generation is kept at 6 MB, or
 * replaying a long log would take a third more memory and no less time.
 */
function flags(): string[] {
  const config: { tasks: { start: string } } = JSON.parse(
    Deno.readTextFileSync(`${root}deno.json`),
  );
  const permissions = config.tasks.start.split(" ").filter((word) => word.startsWith("--"));
  return ["--exclude-unused-npm", "--no-code-cache", ...permissions];
}

async function compile(output: string, ...more: readonly string[]): Promise<void> {
  const args = ["compile", "--output", output, ...more, ...flags(), "main.ts"];
  const { code } = await new Deno.Command(Deno.execPath(), { args, cwd: root }).spawn().status;
  if (code !== 0) Deno.exit(code);
}
