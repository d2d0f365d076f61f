import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readPage, type Page } from './read-page.ts';

const PAGES = globSync([
  '*.md',
  'docs/**/*.md',
  'examples/*.md',
  'local/*/README.md',
  'infra/**/*.md',
]).sort();

const example = z.object({ Values: z.record(z.string(), z.string()) });

/** Of these the page of operations names the first, and another page the others. */
const ELSEWHERE = new Map([
  ['OTEL_', 'docs/monitoring.md'],
  ['APPLICATIONINSIGHTS_', 'docs/monitoring.md'],
  ['SNOWFLAKE__', 'docs/snowflake.md'],
  ['DATABRICKS__', 'docs/databricks.md'],
]);

/** Of the host, told of in a sentence. */
const OF_THE_HOST = new Set(['FUNCTIONS_WORKER_RUNTIME', 'AzureWebJobsStorage']);

describe('the pages', () => {
  test('link to files and headings that are there', () => {
    expect(PAGES.flatMap(brokenLinksOf)).toEqual([]);
  });

  test('have every setting in a table', () => {
    const { Values } = example.parse(JSON.parse(readFileSync('local.settings.example.json', 'utf8')));
    const settings = Object.keys(Values).filter((name) => !OF_THE_HOST.has(name));

    expect(settings.filter((name) => !tablesOf(pageOf(name)).includes(`\`${name}\``))).toEqual([]);
  });

  test('name every decision by its number, without a gap', () => {
    const numbers = globSync('docs/decisions/*.md')
      .map((path) => Number(/\d{4}/.exec(path)?.[0]))
      .sort((a, b) => a - b);

    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });
});

const pages = new Map<string, Page>();

/** Read once: the reference of the API is long, and many link to it. */
function pageAt(path: string): Page {
  const page = pages.get(path) ?? readPage(path);
  pages.set(path, page);
  return page;
}

function brokenLinksOf(path: string): readonly string[] {
  const { links } = pageAt(path);
  return links
    .filter(({ target }) => !/^[a-z]+:/.test(target) && !isThere(path, target))
    .map(({ line, target }) => `${path}:${line} ${target}`);
}

function isThere(path: string, target: string): boolean {
  const [file = '', anchor] = target.split('#');
  const linked = file === '' ? path : join(dirname(path), file);
  if (!existsSync(linked)) return false;
  return anchor === undefined || !linked.endsWith('.md') || pageAt(linked).anchors.has(anchor);
}

function pageOf(setting: string): string {
  for (const [prefix, page] of ELSEWHERE) if (setting.startsWith(prefix)) return page;
  return 'docs/operations.md';
}

function tablesOf(page: string): string {
  const lines = readFileSync(page, 'utf8').split('\n');
  return lines.filter((line) => line.startsWith('|')).join('\n');
}
