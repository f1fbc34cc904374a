#!/usr/bin/env node
// npx taskwright
import { launch } from "../scripts/launch.mjs";

// `serve` shows the page; nothing else needs it built
const args = process.argv.slice(2);
await launch("cli/src/main.ts", args, { page: args[0] === "serve" });
