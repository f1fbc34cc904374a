import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import pixelmatch from "pixelmatch";
import type { Page } from "playwright-core";
import { PNG } from "pngjs";
import { vi } from "vitest";

const KEPT = fileURLToPath(new URL("../browser/snapshots/", import.meta.url));
const DIFFERENT = `${KEPT}different/`;
const retake = process.env.UPDATE_SNAPSHOTS === "1";

/** How far a pixel may be from the kept one, as pixelmatch counts (0 to 1): 13 of 255 steps of grey. */
const PIXEL_TOLERANCE = 0.05;
/**
 * The share of pixels that may be further away: 576 of 960 × 600. The edges of letters do not count at all, so this
 * is for one or two signs that another machine takes from another font; a badge in another colour is half as much again.
 */
const SHARE_TOLERANCE = 0.001;

/**
 * The page comes to look as in its kept picture. With UPDATE_SNAPSHOTS=1 the picture is taken anew, once two in
 * a row are the same: look at it before it is committed.
 */
export async function expectPicture(page: Page, name: string): Promise<void> {
  await page.evaluate("document.fonts.ready");
  const file = `${KEPT}${name}.png`;
  if (!retake && !existsSync(file)) throw new Error(`There is no picture ${file}: take it with UPDATE_SNAPSHOTS=1.`);
  let kept = retake ? await take(page) : PNG.sync.read(readFileSync(file));
  let taken = kept;
  const looksSame = async () => {
    if (retake) kept = taken;
    taken = await take(page);
    return compare(kept, taken).share <= SHARE_TOLERANCE;
  };
  const settled = await vi.waitUntil(looksSame, { timeout: 10_000, interval: retake ? 1_500 : 300 }).catch(() => false);
  if (retake) return write(file, taken);
  if (settled) return;
  const { share, marked } = compare(kept, taken);
  mkdirSync(DIFFERENT, { recursive: true });
  write(`${DIFFERENT}${name}.png`, taken);
  if (marked) write(`${DIFFERENT}${name}.diff.png`, marked);
  throw new Error(
    `${name} looks different: ${(share * 100).toFixed(2)} % of its pixels (at most ${SHARE_TOLERANCE * 100} %). ` +
      `See ${DIFFERENT}${name}.png and .diff.png; if that is how it should look, run again with UPDATE_SNAPSHOTS=1.`,
  );
}

async function take(page: Page): Promise<PNG> {
  const picture = PNG.sync.read(await page.screenshot({ animations: "disabled", caret: "hide" }));
  coarsen(picture);
  return picture;
}

function compare(kept: PNG, taken: PNG): { share: number; marked?: PNG } {
  const { width, height } = kept;
  if (taken.width !== width || taken.height !== height) return { share: 1 };
  const marked = new PNG({ width, height });
  const different = pixelmatch(kept.data, taken.data, marked.data, width, height, { threshold: PIXEL_TOLERANCE });
  return { share: different / (width * height), marked };
}

/** Sixty-four steps of each colour: too fine to be seen, and a quarter less to keep. */
function coarsen({ data }: PNG): void {
  for (let at = 0; at < data.length; at++) data[at] = (data[at]! & 0xfc) | (data[at]! >> 6);
}

/** Unfiltered, because even areas of few colours pack best so. */
function write(file: string, picture: PNG): void {
  writeFileSync(file, PNG.sync.write(picture, { colorType: 2, deflateLevel: 9, deflateStrategy: 0, filterType: 0 }));
}
