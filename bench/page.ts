import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { buildApp, WEB_PAGE } from '../local/build.ts';
import { findChromium, NO_CHROMIUM } from '../local/chromium/find-chromium.ts';
import { launchChromium } from '../local/chromium/launch-chromium.ts';
import { firstLoad } from '../local/web-page/first-load.ts';
import { fillJobs } from './api/fill-jobs.ts';
import { measureFirstVisit, type FirstVisit } from './page/first-visit.ts';
import { measureScroll, type Scrolling } from './page/scrolling.ts';
import { startBenchStack } from './schedule/bench-stack.ts';
import { formatMs, printTable } from './schedule/print-table.ts';

const MAX_FIRST_LOAD_BYTES = 350_000;
const MAX_INTERACTIVE_MS = 1000;
const LONG_FRAME_MS = 50;

const FOLDER = fileURLToPath(new URL(`../${WEB_PAGE}`, import.meta.url));

/**
 * What the page costs whoever opens it, over the whole local system in Chromium: its first load with nothing cached, and
 * scrolling in a table of `jobs` rows. Only too many bytes make the command fail: times tell of the machine as well.
 */
export async function benchPage({ repeats, jobs }: Options): Promise<void> {
  const chromium = findChromium(process.env);
  if (chromium === undefined) throw new Error(NO_CHROMIUM);
  await buildApp();
  const bench = await startBenchStack();
  const measured = await measure(bench.stack.url, { chromium, repeats, jobs }).finally(() => bench.stop());
  const { bytes } = await firstLoad(FOLDER);
  print({ ...measured, fileBytes: bytes, jobs });
  if (median(measured.visits.map((visit) => visit.bytes)) > MAX_FIRST_LOAD_BYTES) process.exitCode = 1;
}

interface Options {
  readonly repeats: number;
  readonly jobs: number;
}

interface Measured {
  readonly visits: readonly FirstVisit[];
  readonly scrolling: Scrolling;
}

async function measure(
  url: string,
  { chromium, repeats, jobs }: Options & { readonly chromium: string },
): Promise<Measured> {
  await fillJobs(url, 0, jobs);
  const browser = await launchChromium(chromium);
  try {
    // The first brings the app's own files into its memory.
    await measureFirstVisit(browser, url);
    return { visits: await visit(browser, { url, repeats }), scrolling: await measureScroll(browser, url) };
  } finally {
    await browser.close();
  }
}

async function visit(
  browser: Browser,
  { url, repeats }: { readonly url: string; readonly repeats: number },
): Promise<readonly FirstVisit[]> {
  const visits: FirstVisit[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) visits.push(await measureFirstVisit(browser, url));
  return visits;
}

function print({
  visits,
  scrolling,
  fileBytes,
  jobs,
}: Measured & { readonly fileBytes: number; readonly jobs: number }): void {
  const of = (key: keyof FirstVisit) => visits.map((visit) => visit[key]);
  const { frames, p95Ms, longFrames, rows } = scrolling;
  const [minute = NaN] = loadavg();
  console.log(
    `The page in Chromium over the whole local system with ${jobs.toLocaleString('en')} jobs, nothing cached, median of ${visits.length}; load average ${minute.toFixed(1)}`,
  );
  printTable(
    ['', 'measured', 'limit'],
    [
      [
        'first load, until the overview shows its data',
        kilobytes(median(of('bytes'))),
        kilobytes(MAX_FIRST_LOAD_BYTES),
      ],
      ['  of that the files of the page', kilobytes(fileBytes), ''],
      ['  requests', String(median(of('requests'))), ''],
      ['the overview shows its data', `${formatMs(median(of('shownMs')))} ms`, ''],
      ['and has answered a click', `${formatMs(median(of('interactiveMs')))} ms`, `${MAX_INTERACTIVE_MS} ms`],
      [
        `scrolling the jobs, frame time of 95 in 100 of ${frames}`,
        `${formatMs(p95Ms)} ms`,
        `${LONG_FRAME_MS} ms`,
      ],
      ['  frames that took longer than that', String(longFrames), ''],
      ['  rows in the document after it', String(rows), ''],
    ],
  );
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >>> 1] ?? NaN;
}
