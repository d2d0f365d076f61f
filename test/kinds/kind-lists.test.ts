import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kindLists } from '../../local/kinds/kind-lists.ts';
import { wantedKindLists } from '../../local/kinds/write-kind-lists.ts';
import { scheduleJobRequest } from '../../shared/contracts/http/schedule-job.ts';
import { JOB_KINDS } from '../../shared/domain/job/job-work.ts';
import { KIND_DESCRIPTIONS, PLAIN_KIND_ENTRIES } from '../../shared/kinds/kind-lists.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('the lists of kinds', () => {
  test('are those of the folders; `npm run kinds` writes them anew', async () => {
    for (const [path, text] of await wantedKindLists(ROOT)) {
      expect(await readFile(join(ROOT, path), 'utf8'), path).toBe(text);
    }
  });

  test('name what a folder exports after the folder', () => {
    const lists = kindLists([{ name: 'very-new', isPlain: true }]);

    expect(lists.get('shared/domain/job/plain-kinds.ts')).toContain("['very-new'] as const");
    expect(lists.get('shared/kinds/kind-lists.ts')).toContain("'very-new': veryNewKind,");
    expect(lists.get('functions/kinds/kind-registrations.ts')).toContain("'very-new': registerVeryNew,");
  });

  test('describe every kind that a job may have', () => {
    expect(KIND_DESCRIPTIONS.map(({ kind }) => kind).toSorted()).toEqual([...JOB_KINDS].toSorted());
  });
});

describe('a plain kind', () => {
  for (const entry of Object.values(PLAIN_KIND_ENTRIES)) {
    test(`${entry.kind}: its example is a task, and stays the same when it is written again`, () => {
      const first = entry.task.parse(entry.example);
      expect(JSON.parse(JSON.stringify(first))).toEqual(first);
      expect(entry.task.parse(first)).toEqual(first);
    });

    test(`${entry.kind}: its form asks for nothing that a task may not have`, () => {
      const known = Object.keys(entry.task.parse(entry.example));
      const request = (task: object) => ({
        ...{ kind: entry.kind, valueStream: 'tests', task },
        recurrences: [{ type: 'cron', expression: '0 6 * * *', timeZone: 'UTC' }],
      });
      expect(scheduleJobRequest.safeParse(request(entry.example)).error?.issues).toBeUndefined();
      for (const { path } of entry.form) {
        const [top = ''] = path.split('.');
        const given = scheduleJobRequest.safeParse(request({ ...entry.example, [top]: entry.example[top] }));
        const unknown = given.error?.issues.find(({ message }) => message.includes('Unrecognized key'));
        expect(known.includes(top) || unknown === undefined, path).toBe(true);
      }
    });

    test(`${entry.kind}: its page in the documentation is there`, async () => {
      expect(await readFile(join(ROOT, entry.docs), 'utf8')).toMatch(/^# /);
    });
  }
});
