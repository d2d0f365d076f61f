import { fileURLToPath } from 'node:url';
import { WEB_PAGE } from '../build.ts';
import { buildWebPage } from './build-web-page.ts';

/** Builds the web page alone, for an app that has been built. */
await buildWebPage({ root: fileURLToPath(new URL('../..', import.meta.url)), target: WEB_PAGE });
