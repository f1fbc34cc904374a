import { sentence } from "@taskwright/api/sentence.ts";
import { lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { ToolError } from "../../tool.ts";

/**
 * Where a task's requests may go: the public internet, and what the operator listed. A definition's
 * author must not reach what only this machine can see: its own ports, its network, its cloud's
 * metadata service.
 */
export interface Egress {
  /** Before a request: the scheme, and an address written as the host. */
  check(url: URL): void;
  /** While connecting to a port: the addresses that a name really has. What passes is what is connected to. */
  lookup(port: number): LookupFunction;
}

/** `allow`: hosts ("api.internal", "*.internal", "10.1.2.3"), for one port ("api.internal:8080") or all, and networks ("10.1.0.0/16"). */
export function createEgress(allow: readonly string[], resolve: LookupFunction = systemLookup): Egress {
  const networks = allow.filter((entry) => entry.includes("/")).map((entry) => ipaddr.parseCIDR(entry));
  const hosts = allow.filter((entry) => !entry.includes("/")).map(hostAndPort);

  const mayConnect = (text: string, port: number): boolean => {
    const address = ipaddr.process(text);
    return (
      isPublic(address) ||
      networks.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits)) ||
      hosts.some(
        (host) =>
          (host.port ?? port) === port &&
          ipaddr.isValid(host.name) &&
          ipaddr.process(host.name).toString() === address.toString(),
      )
    );
  };

  return {
    check(url) {
      if (url.protocol !== "http:" && url.protocol !== "https:") {
        throw new ToolError("http_url", `Only http and https addresses can be called, not ${url.protocol}//.`);
      }
      if (url.username || url.password) {
        throw new ToolError(
          "http_url",
          "Credentials do not belong into an address; send them in the Authorization header.",
        );
      }
      // The URL parser has turned every spelling of an IPv4 address (0x7f.1, 2130706433, 017700000001) into the plain one.
      const host = url.hostname.replace(/^\[|\]$/g, "");
      const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
      if (isIP(host) && !mayConnect(host, port)) throw refused(url.hostname, host);
    },
    lookup: (port) => (hostname, options, callback) => {
      const listed = hosts.some((host) => (host.port ?? port) === port && matches(host.name, hostname.toLowerCase()));
      resolve(hostname, { ...options, all: true }, (error, found) => {
        if (error) return callback(error, []);
        const addresses = Array.isArray(found) ? found : [{ address: found, family: isIP(found) }];
        // One address that is not allowed is reason enough: which one is connected to is not ours to choose.
        const bad = listed ? undefined : addresses.find(({ address }) => !mayConnect(address, port));
        if (bad) return callback(refused(hostname, bad.address), []);
        if (options.all) return callback(null, addresses);
        callback(null, addresses[0]?.address ?? "", addresses[0]?.family);
      });
    },
  };
}

/** The address of a host that is not spoken to by HTTP; fails in words where tasks may not go. */
export async function reachableAddress(
  host: string,
  port: number,
  allow: readonly string[],
  resolve?: LookupFunction,
): Promise<string> {
  const egress = createEgress(allow, resolve);
  egress.check(new URL(`http://${host}:${port}/`));
  return await new Promise((settle, fail) => {
    egress.lookup(port)(host.replace(/^\[|\]$/g, ""), { all: false }, (error, address) => {
      if (error) fail(error);
      else settle(typeof address === "string" ? address : address[0]!.address);
    });
  });
}

function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== "unicast") return false;
  // IPv6: only what has been given out so far (2000::/3); IPv4-compatible and site-local lie outside.
  return address.kind() === "ipv4" || address.match(GIVEN_OUT);
}

const GIVEN_OUT = ipaddr.parseCIDR("2000::/3");

/** "api.internal:8080", "[::1]:3000", "::1", "10.1.2.3" */
function hostAndPort(entry: string): { name: string; port: number | undefined } {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? [];
  return { name: (bracketed ?? plain ?? entry).toLowerCase(), port: port === undefined ? undefined : Number(port) };
}

function matches(name: string, host: string): boolean {
  return name.startsWith("*.") ? host.endsWith(name.slice(1)) : host.replace(/\.$/, "") === name;
}

function refused(host: string, address: string): ToolError {
  return new ToolError(
    "http_refused",
    `${host} is a private or reserved address${host === address ? "" : ` (${address})`}, which tasks may not call. If they should, an administrator adds it to HTTP_ALLOW.`,
    { details: { host }, sentence: sentence("failed.http_refused", { host }) },
  );
}
