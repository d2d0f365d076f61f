import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { buildApp } from '../../../local/build.ts';
import { captureConsole } from '../../../local/capture-console.ts';
import { findChromium, NO_CHROMIUM } from '../../../local/chromium/find-chromium.ts';
import { launchChromium } from '../../../local/chromium/launch-chromium.ts';
import { STACK_LOG_FOLDER } from '../../support/browser/failures-folder.ts';
import { SHOWN_MODEL } from '../../support/browser/screens/example-data.ts';
import { findPlaces, type Places } from '../../support/browser/screens/find-places.ts';
import { openScreen } from '../../support/browser/screens/open-screen.ts';
import { SCREENS, type Screen } from '../../support/browser/screens/screens.ts';
import { startFilledStack } from '../../support/browser/screens/filled-stack.ts';
import { indexPage } from './index-page.ts';
import { DOCS_PICTURES } from './docs-pictures.ts';

const USAGE = `Usage: npm run screenshots -- [folder] [options]
  folder        where the pictures go (.cache/screenshots)
  --only TEXT   only screens whose name has this in it, or one of several with commas
  --url URL     of a stack that runs and has the showcase (npm start -- --showcase), in place of one of its own
  --docs        the few pictures of the user guide: light, 1280 px wide
`;

/** How a screen is drawn. */
export interface View {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
}

const VIEWS: readonly View[] = (['light', 'dark'] as const).flatMap((colorScheme) => [
  { name: `1280-${colorScheme}`, width: 1280, height: 800, colorScheme },
  { name: `360-${colorScheme}`, width: 360, height: 780, colorScheme },
]);

/** A page mostly waits for answers. */
const AT_ONCE = 3;

const MAX_HEIGHT = 4000;

const DOCS_VIEW: View = { name: '', width: 1280, height: 800, colorScheme: 'light' };

/** The stack's own console is not the script's. */
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: '' },
    url: { type: 'string' },
    docs: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}

const chromium = findChromium(process.env);
if (chromium === undefined) throw new Error(NO_CHROMIUM);
const folder = positionals[0] ?? '.cache/screenshots';
const wanted = values.only.split(',');
const screens = SCREENS.filter(
  ({ name }) => wanted.some((text) => name.includes(text)) && (!values.docs || DOCS_PICTURES.includes(name)),
);
await mkdir(folder, { recursive: true });

const stack = values.url === undefined ? await ownStack() : { url: values.url, stop: async () => undefined };
const browser = await launchChromium(chromium);
try {
  const places = await findPlaces(stack.url, SHOWN_MODEL);
  const views = values.docs ? [DOCS_VIEW] : VIEWS;
  const failures: string[] = [];
  for (const view of views) {
    failures.push(...(await drawAll(browser, { view, places })));
  }
  if (!values.docs) await writeFile(join(folder, 'index.html'), indexPage(screens, VIEWS));
  print(`${screens.length * views.length - failures.length} pictures are in ${folder}.`);
  for (const failure of failures) print(`COULD NOT DRAW ${failure}`);
  process.exitCode = failures.length === 0 ? 0 : 1;
} finally {
  await browser.close();
  await stack.stop();
}
process.exit();

async function ownStack(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  await buildApp();
  captureConsole(STACK_LOG_FOLDER);
  print('A stack is being filled with the showcase; that takes two minutes.');
  return startFilledStack({ days: 30 });
}

interface Drawing {
  readonly view: View;
  readonly places: Places;
}

/** Each screen in a context of its own, as somebody who comes to it first. @returns what could not be drawn, and why. */
async function drawAll(drawn: Browser, drawing: Drawing): Promise<readonly string[]> {
  const failures: string[] = [];
  const left = screens.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const screen of left) {
        try {
          for (const trouble of await draw(drawn, screen, drawing))
            print(`${nameOf(screen, drawing)}: ${trouble}`);
        } catch (error) {
          failures.push(`${nameOf(screen, drawing)}: ${String(error).split('\n').slice(0, 4).join(' ')}`);
        }
      }
    }),
  );
  return failures;
}

function nameOf({ name }: Screen, { view }: Drawing): string {
  return view.name === '' ? name : `${name}-${view.name}`;
}

/** @returns What the page complained of. */
async function draw(drawn: Browser, screen: Screen, { view, places }: Drawing): Promise<readonly string[]> {
  const { width, height, colorScheme } = view;
  const context = await drawn.newContext({
    ...{ baseURL: stack.url, colorScheme, viewport: { width, height }, locale: 'en-GB' },
    ...{ timezoneId: 'Europe/London', reducedMotion: 'reduce' },
  });
  const troubles: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  context.on('weberror', (error) => troubles.push(String(error.error())));
  const path = join(folder, `${nameOf(screen, { view, places })}.png`);
  try {
    const page = await context.newPage();
    await rm(path, { force: true });
    await openScreen(page, screen, { places, timeout: 8000 }).catch(async (error: unknown) => {
      await page.screenshot({ path: path.replace(/\.png$/, '-failed.png') });
      throw error;
    });
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    if (wide > 0) troubles.push(`is ${wide} px wider than the window`);
    if (!values.docs && screen.steps === undefined) await growToFit(page, view);
    await page.screenshot({ path });
    return troubles;
  } finally {
    await context.close();
  }
}

/** As high as all that it shows, so that the rail reaches as far down; a page without an end is cut. */
async function growToFit(page: Page, { width, height }: View): Promise<void> {
  const whole = await page.evaluate<number>('document.documentElement.scrollHeight');
  if (whole > height) await page.setViewportSize({ width, height: Math.min(whole, MAX_HEIGHT) });
}
