import { defineVerb, serverFlags } from "../command.ts";
import { findConnection } from "../connect.ts";
import { checkMachine, checkServer, type Finding } from "../diagnosis.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import { paint, plain, print, printJson } from "../terminal.ts";

export const doctor = defineVerb({
  name: "doctor",
  about: "Checks this machine and the server, and says what to do",
  examples: [
    "doctor",
    "doctor --url https://tasks.example.org --json",
    "doctor || mail -s 'Taskwright needs care' ops@example.org",
  ],
  args: serverFlags,
  async run({ args }): Promise<ExitCode> {
    const connection = await findConnection(args);
    const findings = [...(await checkMachine(connection)), ...(await checkServer(connection))];
    if (args.json) printJson({ ok: !findings.some(isFailure), findings });
    else print(findings.map(renderFinding).join("\n"));
    return findings.some(isFailure) ? EXIT.error : EXIT.complete;
  },
});

function renderFinding({ level, what, detail, advice }: Finding): string {
  const sign = { ok: paint("green", "ok  "), warn: paint("yellow", "warn"), fail: paint("red", "fail") }[level];
  const line = `${sign}  ${what.padEnd(9)} ${plain(detail)}`;
  return advice === undefined ? line : `${line}\n${" ".repeat(16)}${paint("dim", advice)}`;
}

function isFailure(finding: Finding): boolean {
  return finding.level === "fail";
}
