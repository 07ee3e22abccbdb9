// The version, from deno.json, which the executable carries.
import project from "../../deno.json" with { type: "json" };

export const VERSION: string = project.version;
