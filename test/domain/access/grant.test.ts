import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyIdOf, keyText, looksLikeKey } from '../../../shared/domain/access/api-key.ts';
import {
  may,
  mayEverywhere,
  streamsOf,
  type Caller,
  type Grant,
} from '../../../shared/domain/access/caller.ts';
import { distinctGrants, grantsOfAppRoles } from '../../../shared/domain/access/grant.ts';
import { principalOf } from '../../../shared/domain/access/principal.ts';
import { ROLES } from '../../../shared/domain/access/role.ts';

function caller(...grants: readonly Grant[]): Caller {
  return { id: 'user:ada', name: 'ada', isIdentified: true, grants };
}

describe('grantsOfAppRoles', () => {
  test.each([
    ['Evenkeel.Reader', { role: 'reader', valueStream: '*' }],
    ['Evenkeel.Admin', { role: 'admin', valueStream: '*' }],
    ['retention.Operator', { role: 'operator', valueStream: 'retention' }],
    ['retention.uk.Reader', { role: 'reader', valueStream: 'retention.uk' }],
  ])('reads %s', (appRole, grant) => {
    expect(grantsOfAppRoles([appRole])).toEqual([grant]);
  });

  test.each([
    '',
    'Reader',
    '.Reader',
    '*.Admin',
    'evenkeel.admin',
    'retention.reader',
    'retention.Owner',
    'retention.',
  ])('gives nothing for %j', (appRole) => {
    expect(grantsOfAppRoles([appRole])).toEqual([]);
  });

  test('gives all value streams to no app role but those of Evenkeel', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('Reader', 'Operator', 'Admin'), (stream, role) => {
        const everywhere = grantsOfAppRoles([`${stream}.${role}`]).filter(
          ({ valueStream }) => valueStream === '*',
        );
        expect(everywhere.length > 0).toBe(stream === 'Evenkeel');
      }),
    );
  });
});

describe('a caller', () => {
  test('may do in a value stream what a grant says, and what lesser roles may', () => {
    const ada = caller({ role: 'operator', valueStream: 'retention' });

    expect(ROLES.map((role) => may(ada, role, 'retention'))).toEqual([true, true, false]);
    expect(may(ada, 'reader', 'fraud')).toBe(false);
    expect(may(ada, 'reader', '*')).toBe(false);
    expect(mayEverywhere(ada, 'reader')).toBe(false);
    expect(streamsOf(ada, 'reader')).toEqual(['retention']);
    expect(streamsOf(ada, 'admin')).toEqual([]);
  });

  test('may do in every value stream what is granted in all', () => {
    const ada = caller({ role: 'reader', valueStream: '*' }, { role: 'admin', valueStream: 'fraud' });

    expect(may(ada, 'reader', 'anything')).toBe(true);
    expect(streamsOf(ada, 'reader')).toBeUndefined();
    expect(streamsOf(ada, 'operator')).toEqual(['fraud']);
  });
});

test('grants are told once each, in the same order whatever order they came in', () => {
  const grants: readonly Grant[] = [
    { role: 'reader', valueStream: 'b' },
    { role: 'admin', valueStream: 'a' },
    { role: 'reader', valueStream: 'b' },
  ];

  expect(distinctGrants(grants)).toEqual([grants[1], grants[0]]);
  expect(distinctGrants(grants.toReversed())).toEqual(distinctGrants(grants));
});

test('a principal is a kind and a GUID, in lower case', () => {
  const id = 'ABCDEF01-2345-4678-9ABC-DEF012345678';

  expect(principalOf('user', id)).toBe(`user:${id.toLowerCase()}`);
  for (const text of ['', 'ada', `${id}/..`, id.slice(1)]) expect(principalOf('group', text)).toBeUndefined();
});

test('the id of a key is read from what was made of it, and from nothing else', () => {
  const key = keyText('0123456789abcdef', 'a'.repeat(43));

  expect(looksLikeKey(key)).toBe(true);
  expect(keyIdOf(key)).toBe('0123456789abcdef');
  for (const text of [`${key}a`, key.slice(1), key.toUpperCase(), `${key}\n`])
    expect(keyIdOf(text)).toBeUndefined();
});
