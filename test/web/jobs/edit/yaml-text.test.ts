import { describe, expect, test } from 'vitest';
import { parseDocuments } from '../../../../cli/apply/document.ts';
import { parse } from 'yaml';
import { readYaml, toYaml } from '../../../../web/jobs/edit/yaml/yaml-text.ts';

const DEFINITION = {
  ...{ jobId: 'churn-daily', valueStream: 'retention', description: 'PSI: of the score', tags: ['tier-1'] },
  ...{ kind: 'stability', task: { modelId: 'churn', current: '{report}' }, after: { jobId: 'report' } },
  recurrences: [{ type: 'cron', expression: '0 6 * * *', timeZone: 'Europe/London' }],
};

function faultsOf(text: string) {
  const read = readYaml(text);
  return read.outcome === 'refused' ? read.faults : [];
}

describe('toYaml', () => {
  test('is read back as the same definition', () => {
    expect(readYaml(toYaml(DEFINITION))).toMatchObject({ outcome: 'read', definition: DEFINITION });
  });

  test('is a document that apply takes', () => {
    const value: unknown = parse(toYaml(DEFINITION));

    expect(parseDocuments([{ source: 'page', value }])).toMatchObject([
      { metadata: { name: 'churn-daily' } },
    ]);
  });
});

describe('readYaml', () => {
  test('says the line of what is no YAML', () => {
    expect(
      faultsOf('apiVersion: evenkeel/v1\nkind: Job\nmetadata: {name: a\nspec: {}\n')[0]?.line,
    ).toBeGreaterThan(2);
  });

  test('says the line of what does not belong there', () => {
    const text = toYaml(DEFINITION).replace('spec:', 'owner: me\nspec:\n  jobId: other');

    expect(faultsOf(text)).toEqual([
      { line: 9, detail: 'owner: is not a known field' },
      { line: 11, detail: 'jobId: belongs in metadata › name' },
    ]);
  });

  test.for(['', '- 1', 'kind: Job'])('refuses what is no document of a job: %j', (text) => {
    expect(faultsOf(text).length).toBeGreaterThan(0);
  });

  test('finds the line of a pointer, or of the closest thing around it', () => {
    const read = readYaml(toYaml(DEFINITION));
    const lines = toYaml(DEFINITION).split('\n');
    const lineOf = (pointer: string) =>
      read.outcome === 'read' ? lines[read.lineOf(pointer) - 1]?.trim() : undefined;

    expect(lineOf('/recurrences/0/expression')).toBe('expression: 0 6 * * *');
    expect(lineOf('/task/baseline')).toBe('task:');
    expect(lineOf('/jobId')).toBe('name: churn-daily');
    expect(lineOf('/tags/0')).toBe('- tier-1');
  });
});
