import { sentence } from "@taskwright/api/sentence.ts";
import { isIP } from "node:net";
import { ToolError } from "../../tool.ts";
import type { Egress } from "./egress.ts";

/**
 * The address that a name stands for, if tasks may go there: for drivers that connect by themselves.
 * They get the address that was looked at, and the name for the certificate alone.
 */
export async function hostAddress(egress: Egress, host: string, port: number): Promise<string> {
  if (isIP(host)) {
    egress.check(new URL(`http://${host.includes(":") ? `[${host}]` : host}:${port}/`));
    return host;
  }
  return await new Promise((resolve, reject) => {
    egress.lookup(port)(host, { all: true }, (error, found) => {
      const [first] = Array.isArray(found) ? found : [{ address: found }];
      if (error instanceof ToolError) reject(error);
      else if (error || !first) {
        reject(
          new ToolError("host_unknown", `There is no host called ${host}.`, {
            sentence: sentence("failed.host_unknown", { host }),
            retryable: true,
          }),
        );
      } else resolve(first.address);
    });
  });
}
