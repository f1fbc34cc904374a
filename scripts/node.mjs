// Makes the clone ready to start and prints the Node to start it with. npm start replaces its shell
// with that Node, so that signals and the terminal reach the server and nothing else stays in memory.
import { prepare } from "./prepare.mjs";

try {
  console.log(await prepare({ page: true }));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
