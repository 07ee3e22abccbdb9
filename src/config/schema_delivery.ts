// The `delivery:` section of the config file: one spec on its way to pull requests.
import { z } from "zod";
import {
  count,
  dollarsOrNone,
  expecting,
  list,
  minutesOrNone,
  percent,
  section,
  text,
  toggle,
} from "./fields.ts";

const word = expecting(z.string(), "text");

export const deliverySection = section({
  fetch_spec: step("Prints the spec's text for a ticket"),
  verify: step("Must pass before a push"),
  deploy: step("Makes the environment"),
  deploy_status: step("Exits 0 when the environment is ready"),
  redeploy: step("Brings new code into the environment"),
  e2e: step("End-to-end tests"),
  teardown: step("Ends the environment"),
  notify: step("Tells others about the end"),
  max_attempts: count(1, 100, "Rounds of test and debug"),
  max_cost_usd: dollarsOrNone("Most that one delivery may cost"),
  max_wall_minutes: minutesOrNone("Most that one delivery may take; 0: off"),
  infra_patterns: list(
    word,
    "regular expressions",
    "Output that means the environment is at fault",
  ),
  keep_on_failure: toggle("Leave the environment up after a failure"),
  skip_when_only: list(word, "globs", "Skip deployment when only these files changed"),
  no_progress_percent: percent("Fewer new passing tests than this is no progress"),
  max_reactions_per_sha: count(0, 100, "Reactions to one pushed commit"),
}, "One spec to pull requests");

function step(description: string) {
  return section({
    command: list(word, "words, the executable first", "Executable and arguments"),
    cwd: text("Folder in the workspace"),
    timeout_minutes: minutesOrNone("Time limit"),
    env: list(word, "variable names", "Variables that the step gets"),
    junit: text("JUnit report it writes"),
    outputs: text("File of KEY=value lines it writes"),
  }, description);
}
