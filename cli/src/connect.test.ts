import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { findConnection } from "./connect.ts";
import { profilesPath, readProfiles, writeProfiles } from "./profiles.ts";

let environment: Record<string, string>;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), "taskwright-connect-"));
  onTestFinished(async () => await rm(folder, { recursive: true }));
  await mkdir(join(folder, "data"));
  await writeFile(join(folder, "data/owner.key"), "owner-key\n");
  environment = { XDG_CONFIG_HOME: folder, DATA_DIR: join(folder, "data") };
  vi.stubEnv("XDG_CONFIG_HOME", folder);
  await writeProfiles({ work: { url: "https://work.example.org/", key: "work-key" } });
});

test("without anything it is this machine's server, with the owner's key", async () => {
  expect(await findConnection({}, environment)).toEqual({ url: "http://127.0.0.1:8700", key: "owner-key" });
  expect(await findConnection({}, { ...environment, PORT: "9000" })).toMatchObject({ url: "http://127.0.0.1:9000" });
});

test("flags come before the environment, and that before a profile", async () => {
  const set = {
    ...environment,
    TASKWRIGHT_URL: "https://env.example.org",
    TASKWRIGHT_KEY: "env-key",
    TASKWRIGHT_PROFILE: "work",
  };
  expect(await findConnection({ url: "https://flag.example.org", key: "flag-key" }, set)).toEqual({
    url: "https://flag.example.org",
    key: "flag-key",
  });
  expect(await findConnection({}, set)).toEqual({ url: "https://env.example.org", key: "env-key" });
  expect(await findConnection({ profile: "work" }, environment)).toEqual({
    url: "https://work.example.org",
    key: "work-key",
  });
});

test("no key is sent to a server it is not for", async () => {
  expect(await findConnection({ url: "https://other.example.org" }, environment)).toMatchObject({ key: undefined });
  expect(await findConnection({ url: "https://other.example.org", profile: "work" }, environment)).toMatchObject({
    key: undefined,
  });
  expect(await findConnection({ url: "http://127.0.0.1.evil.example" }, environment)).toMatchObject({ key: undefined });
});

test.each(["tasks.example.org", "ftp://example.org", "", "http://"])("%j is no address", async (url) => {
  await expect(findConnection({ url }, environment)).rejects.toMatchObject({ exitCode: 3 });
});

test("an unknown profile is met with the known ones", async () => {
  await expect(findConnection({ profile: "wrok" }, environment)).rejects.toMatchObject({
    hint: 'Did you mean "work"?',
  });
});

test("profiles are readable by their owner alone, also after a change", async () => {
  await writeProfiles({ ...(await readProfiles()), home: { url: "http://127.0.0.1:8700" } });
  expect((await stat(profilesPath())).mode & 0o777).toBe(0o600);
  expect(Object.keys(await readProfiles())).toEqual(["work", "home"]);
});
