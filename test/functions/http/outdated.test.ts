import { beforeEach, describe, expect, test } from 'vitest';
import { principalFrom } from '../../support/access/principal-from.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld } from '../../support/memory/memory-world.ts';
import { problemBody, type Answer, type RecordingRegistry } from '../../support/recording-registry.ts';
import { problemView } from '../../../shared/contracts/http/problem.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

let app: RecordingRegistry;

beforeEach(() => {
  app = registerIn(createMemoryWorld('2026-03-01T00:00:00Z'));
});

interface Put {
  readonly name: string;
  readonly params: Record<string, string>;
  readonly body: object;
  readonly ifMatch?: string;
}

function put({ name, params, body, ifMatch }: Put): Promise<Answer> {
  const headers = { ...JSON_TYPE, ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }) };
  return app.call(name, { params, headers, body: JSON.stringify(body) });
}

function etagOf({ headers }: Answer): string {
  return headers.get('etag') ?? '';
}

/** Of each resource: three definitions, the first two of which differ in one place. */
const RESOURCES = [
  {
    ...{ name: 'saveCalendar', remove: 'deleteCalendar', params: { name: 'uk' } },
    bodies: [{ dates: ['2026-12-25'] }, { dates: ['2026-12-26'] }, { dates: ['2027-01-01'] }],
    changed: { pointer: '/dates/0', before: '2026-12-25', after: '2026-12-26' },
  },
  {
    ...{ name: 'saveModel', remove: 'deleteModel', params: { modelId: 'churn' } },
    bodies: [
      { valueStream: 'retention', description: 'of customers' },
      { valueStream: 'retention', description: 'of accounts' },
      { valueStream: 'retention', description: 'of both' },
    ],
    changed: { pointer: '/description', before: 'of customers', after: 'of accounts' },
  },
  {
    ...{ name: 'saveGrants', remove: 'deleteGrants', params: { principal: principalFrom('group', 3) } },
    bodies: [
      { grants: [{ role: 'reader', valueStream: 'retention' }] },
      { grants: [{ role: 'operator', valueStream: 'retention' }] },
      { grants: [{ role: 'admin', valueStream: 'retention' }] },
    ],
    changed: { pointer: '/grants/0/role', before: 'reader', after: 'operator' },
  },
] as const;

describe.each(RESOURCES)(
  '412 of $name',
  ({ name, remove, params, bodies: [first, second, third], changed }) => {
    async function changeBehind(): Promise<string> {
      const seen = etagOf(await put({ name, params, body: first }));
      const answer = await put({ name, params, body: second, ifMatch: seen });
      expect(answer.status).toBe(200);
      return seen;
    }

    test('says what has changed since the version that was read', async () => {
      const seen = await changeBehind();

      const answer = await put({ name, params, body: third, ifMatch: seen });

      expect(answer.status).toBe(412);
      expect(problemView.parse(answer.json).changed).toContainEqual(changed);
    });

    test('says so to whoever would delete it, and deletes nothing', async () => {
      const seen = await changeBehind();

      const answer = await app.call(remove, { params, headers: { 'if-match': seen } });

      expect(answer.status).toBe(412);
      expect(problemView.parse(answer.json).changed).toContainEqual(changed);
      expect((await put({ name, params, body: second })).status).toBe(200);
    });

    test('says nothing of a version that the log does not know', async () => {
      await changeBehind();

      const answer = await put({ name, params, body: third, ifMatch: '"never"' });

      expect(answer.status).toBe(412);
      expect(problemBody.parse(answer.json)).not.toHaveProperty('changed');
    });

    test('shows what is gone where it was deleted meanwhile', async () => {
      const seen = etagOf(await put({ name, params, body: first }));
      expect((await app.call(remove, { params, headers: { 'if-match': seen } })).status).toBe(204);

      const answer = await put({ name, params, body: third, ifMatch: seen });

      expect(answer.status).toBe(412);
      const differences = problemView.parse(answer.json).changed ?? [];
      expect(differences.length).toBeGreaterThan(0);
      expect(differences.every((difference) => !('after' in difference))).toBe(true);
    });
  },
);
