import type { LookupFunction } from "node:net";
import { describe, expect, it } from "vitest";
import { createEgress } from "./egress.ts";

const egress = createEgress([]);

describe("refused as an address", () => {
  it.each([
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://0/",
    "http://0.0.0.0:8080/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://100.100.100.200/",
    "http://192.0.0.192/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001::1]/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[fd00:ec2::254]/",
    "http://[ff02::1]/",
    "http://①②⑦.0.0.1/",
  ])("%s", (url) => expect(() => egress.check(new URL(url))).toThrow("private or reserved"));

  it.each(["file:///etc/passwd", "ftp://example.org/", "gopher://example.org/"])("%s", (url) =>
    expect(() => egress.check(new URL(url))).toThrow("Only http and https"),
  );

  it("credentials in an address", () =>
    expect(() => egress.check(new URL("http://u:p@example.org/"))).toThrow("Authorization"));
});

it.each(["http://93.184.216.34/", "https://[2606:2800:220:1::1]/", "http://example.org/"])("%s passes", (url) => {
  expect(() => egress.check(new URL(url))).not.toThrow();
});

describe("refused as what a name stands for", () => {
  it.each([
    ["one private address", ["127.0.0.1"], "refused"],
    ["a private one among public ones", ["93.184.216.34", "10.0.0.1"], "refused"],
    ["a mapped one", ["::ffff:169.254.169.254"], "refused"],
    ["a public one", ["93.184.216.34"], "93.184.216.34"],
  ])("%s", async (_, addresses, expected) => {
    expect(await resolve([], "name.test", addresses)).toBe(expected);
  });
});

describe("an administrator may allow", () => {
  it.each([
    ["a name", ["api.internal"], "api.internal", ["10.0.0.1"], "10.0.0.1"],
    ["a name with its port", ["api.internal:8080"], "api.internal", ["10.0.0.1"], "10.0.0.1"],
    ["which is no other port", ["api.internal:9090"], "api.internal", ["10.0.0.1"], "refused"],
    ["names under a domain", ["*.internal"], "a.b.internal", ["10.0.0.1"], "10.0.0.1"],
    ["which is no other domain", ["*.internal"], "evilinternal", ["10.0.0.1"], "refused"],
    ["a network", ["10.0.0.0/8"], "anything.test", ["10.9.9.9"], "10.9.9.9"],
    ["which is no other network", ["10.0.0.0/8"], "anything.test", ["11.0.0.1", "127.0.0.1"], "refused"],
  ])("%s", async (_, allow, host, addresses, expected) => {
    expect(await resolve(allow, host, addresses)).toBe(expected);
  });

  it("an address, in any of its spellings", () => {
    const allowed = createEgress(["127.0.0.1", "[::1]:3000"]);
    for (const url of ["http://127.0.0.1:9/", "http://2130706433/", "http://[::ffff:127.0.0.1]/", "http://[::1]:3000/"])
      allowed.check(new URL(url));
    expect(() => allowed.check(new URL("http://[::1]:4000/"))).toThrow("private");
    expect(() => allowed.check(new URL("http://127.0.0.2/"))).toThrow("private");
  });
});

async function resolve(allow: string[], host: string, addresses: string[]): Promise<string> {
  const lookup: LookupFunction = (_name, _options, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  return await new Promise((settle) => {
    createEgress(allow, lookup).lookup(8080)(host, { all: true }, (error, found) => {
      settle(error ? "refused" : Array.isArray(found) ? found[0]!.address : found);
    });
  });
}
