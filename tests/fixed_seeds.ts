// Loaded before every test file: property tests draw from one seed, so that a red run is the same run again.
// SPEC_TUI_TEST_SEED=N tries another one.
import fc from "fast-check";

const seed = Number(Deno.env.get("SPEC_TUI_TEST_SEED") ?? 20261121);
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
