import { describe, expect, test } from 'vitest';
import type { SiteView } from '../../../shared/kinds/edge/contracts/edge-sites.ts';
import { tilesOf } from '../../../web/edges/figure-tiles.ts';
import { siteRows } from '../../../web/edges/list/site-rows.ts';

describe('the rows of sites', () => {
  test('are found by the name and by the title', () => {
    const sites = [site({ site: 'north', title: 'Upper plant' }), site({ site: 'south' })];

    const byTitle = siteRows(sites, ' upper ');
    const byName = siteRows(sites, 'SOU');

    expect(byTitle.map((row) => row.site)).toEqual(['north']);
    expect(byName.map((row) => row.site)).toEqual(['south']);
  });

  test('say the name only beside another title', () => {
    const [titled, plain] = siteRows([site({ title: 'Upper plant' }), site({})], '');

    expect(titled).toMatchObject({ title: 'Upper plant', name: 'north' });
    expect(plain).toMatchObject({ title: 'north', name: undefined });
  });

  test('draw busy, free and lost edges as parts of all', () => {
    const [row] = siteRows([site({ edges: { busy: 5, free: 2, idle: 2, lost: 1 } })], '');

    expect(row?.bar).toEqual({ busy: 50, free: 20, lost: 10 });
  });

  test('draw nothing where there is no edge', () => {
    const [row] = siteRows([site({ edges: { busy: 0, free: 0, idle: 0, lost: 0 } })], '');

    expect(row?.bar).toEqual({ busy: 0, free: 0, lost: 0 });
  });

  test('mark a site that is paused', () => {
    const [paused, going] = siteRows([site({ isPaused: true }), site({})], '');

    expect(paused?.look?.label).toBe('Paused');
    expect(going?.look).toBeUndefined();
  });
});

describe('the tiles', () => {
  test('stand out where edges are lost', () => {
    const tiles = tilesOf(site({ edges: { busy: 0, free: 0, idle: 0, lost: 3 } }));

    expect(tiles.filter(({ tone }) => tone === 'significant').map(({ text }) => text)).toEqual(['3']);
  });

  test('say both rates', () => {
    const tiles = tilesOf(site({}));

    expect(tiles.find(({ term }) => term === 'Over 10 s')).toMatchObject({
      text: '400 W',
      about: '2.5/s orders',
    });
    expect(tiles.find(({ term }) => term === 'Over 1 min')).toMatchObject({
      text: '90 W',
      about: '0.5/s orders',
    });
  });
});

function site({
  site: name = 'north',
  title,
  isPaused = false,
  edges = { busy: 1, free: 1, idle: 0, lost: 0 },
}: {
  readonly site?: string;
  readonly title?: string;
  readonly isPaused?: boolean;
  readonly edges?: SiteView['edges'];
}): SiteView {
  return {
    site: name,
    settings: {
      ...(title === undefined ? {} : { title }),
      ...{ valueStream: name, isPaused, lostAfterSeconds: 30 },
      ...{ reportEverySeconds: 5, chunkSeconds: 10, stalledAfterSeconds: 120 },
    },
    ...{ generation: 0, conflicts: [], edges, availableWatts: 800, returnedChunks: 0 },
    orders: { queued: 0, running: 1, spent: 7, withdrawn: 0 },
    wattSeconds: { spent: 12_000, queued: 3000 },
    ordersPerSecond: { over10Seconds: 2.5, over1Minute: 0.5 },
    wattSecondsPerSecond: { over10Seconds: 400, over1Minute: 90 },
  };
}
