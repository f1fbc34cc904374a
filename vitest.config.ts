import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{api,cli,server,web}/{src,test}/**/*.test.{ts,tsx}", "scripts/**/*.test.mjs"],
    globalSetup: ["server/test/support/postgres.ts"],
    pool: "forks",
    maxWorkers: 2,
    // A machine of two cores that does other work besides: what passes when tried again at once is told as such.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    teardownTimeout: 10_000,
  },
});
