// npm start
import { launch } from "./launch.mjs";

await launch("server/src/main.ts", process.argv.slice(2), { page: true });
