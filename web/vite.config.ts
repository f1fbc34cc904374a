import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { precompress } from "./precompress.ts";

export default defineConfig({
  plugins: [react(), tailwind(), precompress()],
  build: {
    target: ["chrome125", "firefox128", "safari17.5"],
    // light-dark() in the tokens stays as written
    cssTarget: ["chrome125", "firefox128", "safari17.5"],
    // a data: URL would need its own word in the content security policy
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    rolldownOptions: {
      output: {
        // What every page needs travels together: seventy small files compress worse than one. The texts go
        // before it, alone: what reads them while it loads must find them there (main.tsx).
        codeSplitting: {
          groups: [
            { name: "text", test: /src\/(text\.ts|text\/en|format\/|language)|preload-helper/, priority: 2 },
            {
              name: "shell",
              test: /lucide-react|src\/(ui\/(button|clsx|states|badge|kbd|moment|dialog|toast|page|focus|theme|use-)|api|live|shell\/(rail|places|top-bar|account-menu|layout|bottom-bar|shell-keys|connection)|access\/session)|@tanstack\/(react-query|query-core|react-router|router-core|history)/,
              minShareCount: 2,
            },
          ],
        },
      },
    },
  },
  server: {
    // `npm run dev -w web` beside a running server
    proxy: { "/api": process.env.TASKWRIGHT_URL ?? "http://127.0.0.1:8700" },
  },
});
