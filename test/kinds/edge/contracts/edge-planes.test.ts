import { describe, expect, test } from 'vitest';
import { readToldDocument, toToldDocument } from '../../../../shared/kinds/edge/contracts/edge-planes.ts';

const VERSION = {
  ...{ origin: 'west', generation: 2, seen: { main: 1, west: 2 } },
  ...{ writtenAt: '2026-03-01T06:00:00.000Z', writtenBy: 'ada' },
  value: { kind: 'edge', state: 'drained' },
};
const DOCUMENT = { site: 'north', name: 'edge~edge-10.1', versions: [VERSION] };

describe('a document that another control plane tells', () => {
  test('is read as it was written', () => {
    const read = readToldDocument(DOCUMENT);

    expect(read?.shared.versions[0].writtenAt).toBe(Date.parse('2026-03-01T06:00:00Z'));
    expect(read && toToldDocument(read)).toEqual(DOCUMENT);
  });

  test('tells whose jobs a site is for', () => {
    const value = { kind: 'site', valueStream: 'north', jobValueStreams: ['lending'] };
    const read = readToldDocument({ site: 'north', name: 'site', versions: [{ ...VERSION, value }] });

    expect(read?.shared.versions[0].value).toMatchObject({ jobValueStreams: ['lending'] });
  });

  test('may say that something was deleted', () => {
    expect(readToldDocument({ ...DOCUMENT, versions: [{ ...VERSION, value: null }] })).toBeDefined();
  });

  test.each([
    ['a field that is not known here', { ...VERSION, value: { ...VERSION.value, colour: 'red' } }],
    ['a generation that it does not itself know', { ...VERSION, seen: { west: 1 } }],
    ['a version that it replaces and that is greater', { ...VERSION, seen: { main: 9, west: 2 } }],
    [
      'settings of a site under the name of an edge',
      { ...VERSION, value: { kind: 'site', valueStream: 'x' } },
    ],
  ])('is not understood with %s', (_what, version) => {
    expect(readToldDocument({ ...DOCUMENT, versions: [version] })).toBeUndefined();
  });

  test.each(['edge~', 'edge~Roof 1', 'sites', 'edge-1'])('is not understood under the name %j', (name) => {
    expect(readToldDocument({ ...DOCUMENT, name })).toBeUndefined();
  });
});
