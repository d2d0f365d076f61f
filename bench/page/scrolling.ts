import type { Browser } from 'playwright-core';

export interface Scrolling {
  readonly frames: number;
  readonly p95Ms: number;
  /** Of more than 50 ms. */
  readonly longFrames: number;
  /** In the document when it has ended. */
  readonly rows: number;
}

const TURNS = 60;
const TURN_PX = 600;

const COUNT_FRAMES = `(() => {
  const frames = [];
  let last = performance.now();
  const next = (at) => { frames.push(at - last); last = at; requestAnimationFrame(next); };
  requestAnimationFrame(next);
  window.countedFrames = frames;
})()`;

/** Turns the wheel over the table of jobs, a frame after the other. */
export async function measureScroll(browser: Browser, url: string): Promise<Scrolling> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(`${url}/jobs`);
    await page.locator('[role=row][data-index]').first().waitFor();
    await page.mouse.move(700, 600);
    await page.evaluate(COUNT_FRAMES);
    for (let turn = 0; turn < TURNS; turn += 1) {
      await page.mouse.wheel(0, TURN_PX);
      await page.evaluate('new Promise((done) => requestAnimationFrame(done))');
    }
    const frames = await page.evaluate<number[]>('window.countedFrames');
    const rows = await page.locator('[role=row][data-index]').count();
    const sorted = frames.toSorted((one, other) => one - other);
    return {
      ...{ frames: frames.length, rows },
      p95Ms: sorted[Math.floor(0.95 * (sorted.length - 1))] ?? NaN,
      longFrames: frames.filter((ms) => ms > 50).length,
    };
  } finally {
    await context.close();
  }
}
