// What an agent prints is text, whatever it is made of: the frame stays as it is.
import assert from "node:assert/strict";
import { screenTest, untilWhole } from "./kit/screen.ts";

const evil =
  "\x1b]52;c;aGFja2Vk\x07\x1b]0;owned\x07\x1b[2J\x1b[5;5Hmoved\x1b[?1049l\x1b[?25h\x9b31m\r\x08";
const hex = (text: string) =>
  [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

screenTest("OSC 52, cursor moves, a line of 1 MB and invalid UTF-8 leave the frame intact", {
  spec: [{ name: "A name \x1b[2J\x1b]0;owned\x07 with \u202e sides", description: evil + "d" }],
}, async (screen) => {
  const { project } = screen;
  await project.agents.claude?.setScenario({
    rules: [{
      steps: [
        { do: "say", text: `before ${evil} between` },
        { do: "raw", text: `${evil}raw\n` },
        { do: "bytes", hex: `${hex("bad ")}fffe80c328a0a1${hex(" bytes\n")}` },
        { do: "stderr", text: `${evil}warned\n` },
        { do: "spew", megabytes: 1, as: "one_line" },
        { do: "say", text: "y".repeat(1 << 20) },
        { do: "say", text: "wide 漢字 👩‍👩‍👧 e\u0301 ﷽ end" },
        { do: "say", text: "the last of it" },
        { do: "write", path: "work/{task}.txt", text: "one\n" },
        { do: "wait_for", path: `${project.home}/go` },
      ],
    }],
  });
  await screen.begin();
  await screen.until(/implement +TASK-001/);
  await screen.send("o");
  await screen.until(/the last of it/);
  assert.doesNotMatch(await untilWhole(screen), /moved[^│]*$/m);
  assert.equal(await screen.modes(), "1 0 1");
  await screen.send("o", "z", "g");
  await screen.until(/ between/);
  await untilWhole(screen);
  await screen.resize(40, 12);
  await untilWhole(screen);
  await screen.resize(80, 24);
  await Deno.writeTextFile(`${project.home}/go`, "");
  await screen.until(/all done[^]*1\/1/);
  await screen.send("q");
  const after = await screen.untilOver(0);
  assert.doesNotMatch(after, /owned/);
});
