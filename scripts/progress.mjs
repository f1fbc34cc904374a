import { stderr } from "node:process";

/**
 * Says what takes its time: nothing when `work` ends within a second; else the label, on a terminal
 * with the seconds counting up, elsewhere with a line every ten seconds.
 *
 * It all goes to standard error: standard output belongs to the program that is about to start.
 */
export async function withProgress(label, work) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  let shown = false;
  const show = () => {
    if (stderr.isTTY) stderr.write(`\r${label} … ${seconds()} s `);
    else if (!shown || seconds() % 10 === 0) stderr.write(`${label} …${shown ? ` ${seconds()} s` : ""}\n`);
    shown = true;
  };
  const timer = setInterval(show, 1000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    if (shown) stderr.write(stderr.isTTY ? `\r${label}: ${seconds()} s   \n` : `${label}: ${seconds()} s\n`);
  }
}
