// `doctor`: each finding as a line with its fix; paid probes only when asked for, with a cap.
import { examine, type Finding } from "../../host/doctor.ts";
import { probeAgents } from "../../host/doctor_agents.ts";
import { readSpecIfThere } from "../../host/reading.ts";
import type { Project } from "../../host/project.ts";
import { UserError } from "../../host/user_error.ts";
import { type ExitCode, REFUSED } from "../exit_code.ts";
import { openFor } from "../opened.ts";
import { harmless, oneLine, type Paint } from "../text.ts";
import type { Call } from "../verb.ts";

export async function doctor(call: Call): Promise<ExitCode> {
  const cap = capOf(call);
  const project = await openFor(call);
  const findings = [
    ...await examine(project, specOf(project)),
    ...(cap === null ? [] : await probeAgents(project, cap)),
  ];
  const hasFailed = findings.some((finding) => finding.status === "fail");
  const code = hasFailed ? REFUSED : 0;
  if (call.wantsJson) {
    call.document(JSON.stringify({ ok: !hasFailed, exit_code: code, findings }, null, 2));
    return code;
  }
  for (const finding of findings) call.print(lineOf(call, finding));
  return code;
}

function specOf(project: Project) {
  try {
    return readSpecIfThere(project);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function capOf(call: Call): number | null {
  const text = call.value("max-usd");
  if (!call.has("paid")) {
    if (text === "") return null;
    throw new UserError("Cannot use --max-usd: nothing is paid for without --paid");
  }
  const cap = /^\$?\d+(?:\.\d+)?$/.test(text) ? Number(text.replace("$", "")) : NaN;
  if (cap > 0) return cap;
  const found = text === "" ? "none" : `"${text}"`;
  throw new UserError(`Cannot call the agents: --paid needs a cap in dollars, found ${found}`, {
    hint: "spec-tui doctor --paid --max-usd 2",
  });
}

function lineOf(call: Call, finding: Finding): string {
  const { style } = call;
  const paints: Readonly<Record<Finding["status"], Paint>> = {
    ok: style.green,
    warn: style.yellow,
    fail: style.red,
  };
  const head = `${paints[finding.status](finding.status.padEnd(4))}  ${finding.name.padEnd(18)} ${
    oneLine(finding.detail)
  }`;
  const fix = harmless(finding.fix).split("\n").filter((line) => line !== "");
  return [head, ...fix.map((line) => `      ${line}`)].join("\n");
}
