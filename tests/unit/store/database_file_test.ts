import assert from "node:assert/strict";
import { join } from "node:path";
import { fileError, publish } from "../../../src/store/database_file.ts";
import { StoreFailed } from "../../../src/store/errors.ts";
import { inFolder } from "./given_store.ts";

Deno.test("a draft gets the name unless another process was first", () =>
  inFolder((folder) => {
    const [path, draft] = [join(folder, "state.db"), join(folder, "draft")];
    Deno.writeTextFileSync(draft, "first");
    publish(draft, path);
    assert.equal(Deno.readTextFileSync(path), "first");
    Deno.removeSync(draft);
    Deno.writeTextFileSync(draft, "second");
    publish(draft, path);
    assert.equal(Deno.readTextFileSync(path), "first");
  }));

Deno.test("an empty file in the draft's way is replaced", () =>
  inFolder((folder) => {
    const [path, draft] = [join(folder, "state.db"), join(folder, "draft")];
    Deno.createSync(path).close();
    Deno.writeTextFileSync(draft, "database");
    publish(draft, path);
    assert.equal(Deno.readTextFileSync(path), "database");
  }));

Deno.test("what the file system says is told by kind", () => {
  const told = (error: Error, code?: string) => {
    const failure = fileError(
      code === undefined ? error : Object.assign(error, { code }),
      "write",
      "/x",
    );
    assert(failure instanceof StoreFailed);
    assert.match(failure.message, /^Cannot write "\/x": /);
    assert.equal(failure.cause, error);
    return failure.kind;
  };
  assert.equal(told(new Error("No space left on device"), "ENOSPC"), "full");
  assert.equal(told(new Error("quota"), "EDQUOT"), "full");
  assert.equal(told(new Error("read-only"), "EROFS"), "readonly");
  assert.equal(told(new Deno.errors.PermissionDenied("no")), "readonly");
  assert.equal(told(new Error("i/o"), "EIO"), "io");
  const bug = new TypeError("a bug");
  assert.equal(fileError(bug, "write", "/x"), bug);
});
