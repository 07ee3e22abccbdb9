import assert from "node:assert/strict";
import { join } from "node:path";
import { openDocsFeed } from "../../../src/host/screen_docs.ts";
import { withProject } from "./given_project.ts";

Deno.test("sections are told once, and again when their file changed", () =>
  withProject({}, async ({ folder, project }) => {
    const path = join(folder.root, "spec", "requirements.md");
    await Deno.writeTextFile(path, "## REQ-001: One\nFirst.\n\n## REQ-002: Two\nSecond.\n");
    let elapsed = 0;
    const feed = openDocsFeed(project, () => elapsed += 1000);
    const ids = ["REQ-001", "DESIGN-404"];
    const [first] = feed.news({ ids, stamp: "" });
    assert.ok(first?.kind === "docs");
    assert.deepEqual(first.sections, [
      { id: "REQ-001", file: "requirements.md", text: "## REQ-001: One\nFirst." },
      { id: "DESIGN-404", file: "", text: "" },
    ]);
    assert.deepEqual(feed.news({ ids, stamp: first.stamp }), []);
    await Deno.writeTextFile(path, "## REQ-001: One\nChanged now.\n");
    const [again] = feed.news({ ids, stamp: first.stamp });
    assert.ok(again?.kind === "docs");
    assert.match(again.sections[0]?.text ?? "", /Changed now/);
    await Deno.remove(path);
    const [gone] = feed.news({ ids, stamp: again.stamp });
    assert.equal(gone?.kind === "docs" && gone.sections[0]?.file, "");
    assert.deepEqual(feed.news(null), []);
  }));
