// `deno task bench [NAME…]`: measures the figures that spec-tui promises, in real runs, and prints one table.
import { gitLarge, gitSmall } from "./git_overhead.ts";
import { jobs } from "./jobs.ts";
import { memory } from "./memory.ts";
import { parseAndPlan } from "./parse_plan.ts";
import { plainOverhead } from "./plain_overhead.ts";
import { formatRows, isMissed, type Row } from "./row.ts";
import { screen } from "./screen.ts";
import { startUp } from "./start_up.ts";

const BENCHES: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  parse: parseAndPlan,
  git: gitSmall,
  "git-large": gitLarge,
  plain: plainOverhead,
  jobs,
  start: startUp,
  memory,
  screen,
};

const asked = Deno.args.length > 0 ? Deno.args : Object.keys(BENCHES);
const unknown = asked.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  const known = Object.keys(BENCHES).join(", ");
  console.error(`Cannot bench ${unknown.join(", ")}: expected one of ${known}`);
  Deno.exit(2);
}

const rows: Row[] = [];
for (const name of asked) {
  console.error(`bench ${name} …`);
  try {
    const found = await BENCHES[name]?.() ?? [];
    console.error(formatRows(found));
    rows.push(...found);
  } catch (error) {
    const note = error instanceof Error ? error.message : String(error);
    console.error(note);
    rows.push({
      what: name,
      measured: null,
      unit: "ms",
      limit: null,
      note: note.split("\n")[0] ?? "",
    });
  }
}
const [load = 0] = Deno.loadavg();
console.log(formatRows(rows));
console.log(
  `\n${navigator.hardwareConcurrency} cores, load ${
    load.toFixed(1)
  } after the run, Deno ${Deno.version.deno}, program: ${
    Deno.env.get("SPEC_TUI_BIN") || "deno run main.ts"
  }`,
);
if (rows.some((row) => isMissed(row) || row.measured === null)) Deno.exitCode = 1;
