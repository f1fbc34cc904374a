import "./ui/base.css";
import { loadText } from "./text.ts";

// Texts first: some modules read them while they load.
await loadText();
const { startApp } = await import("./app.tsx");
startApp(document.getElementById("root")!);
