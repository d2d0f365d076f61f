import { describe, expect, test } from 'vitest';
import { JOB_KINDS } from '../../../../shared/domain/job/job-work.ts';
import { JOB_KIND_VIEWS } from '../../../../shared/contracts/http/job-kinds.ts';
import { scheduleJobRequest } from '../../../../shared/contracts/http/schedule-job.ts';
import { valueAt } from '../../../../web/kit/json/json-pointer.ts';
import { allFields } from '../../../../web/jobs/edit/draft/definition-of-job.ts';
import { defaultOf, type Field } from '../../../../web/jobs/edit/fields/field.ts';
import type { KindForm } from '../../../../web/jobs/edit/kinds/kind-form.ts';
import { formsOf, KIND_FORMS } from '../../../../web/jobs/edit/kinds/kinds.ts';

const TASKS: Readonly<Record<string, object>> = {
  stability: {
    ...{ modelId: 'churn', baseline: 'baselines/churn.csv', current: 'datasets/churn.csv' },
    readiness: { deadlineSeconds: 60 },
  },
  'report-collection': { resource: 'sales', baseUrl: 'https://reports.example.com' },
};

function parsed({ kind }: KindForm): unknown {
  return scheduleJobRequest.parse({
    ...{ kind, valueStream: 'retention', task: TASKS[kind], after: { jobId: 'sales-report' } },
    recurrences: [{ type: 'cron', expression: '0 6 * * *', timeZone: 'UTC' }],
  });
}

/** In the domain's form a stability task keeps what an alarm is decided by together. */
function storedAt(definition: unknown, pointer: string): unknown {
  const criteria: Readonly<Record<string, string>> = {
    '/task/thresholds/moderate': '/task/criteria/moderate',
    '/task/thresholds/significant': '/task/criteria/significant',
    '/task/alpha': '/task/criteria/alpha',
    '/task/rule': '/task/criteria/rule',
  };
  return valueAt(definition, criteria[pointer] ?? pointer);
}

function asShown(field: Field, value: unknown): unknown {
  return field.type === 'words' && field.isNumeric === true && Array.isArray(value)
    ? value.map(String)
    : value;
}

describe('formsOf', () => {
  test('has a form for every kind', () => {
    const kinds = formsOf(JOB_KIND_VIEWS).map(({ kind }) => kind);

    expect(kinds.slice(0, 2)).toEqual(['stability', 'report-collection']);
    expect(kinds.toSorted()).toEqual([...JOB_KINDS].toSorted());
  });
});

describe('KIND_FORMS', () => {
  test.for(KIND_FORMS)('shows the defaults that the API has: $kind', (form) => {
    const definition = parsed(form);
    const shown = allFields(form).filter(
      ({ pointer }) => !['/task/columnTypes', '/task/bins'].includes(pointer),
    );

    const wrong = shown.filter((field) => {
      const [expected, stored] = [defaultOf(field), asShown(field, storedAt(definition, field.pointer))];
      const isGiven =
        field.isRequired === true || /^\/(after\/jobId|task\/readiness\/deadline)/.test(field.pointer);
      return !isGiven && JSON.stringify(expected) !== JSON.stringify(stored);
    });

    expect(wrong.map(({ pointer }) => pointer)).toEqual([]);
  });

  test.for(KIND_FORMS)('offers choices that the API takes: $kind', (form) => {
    const choices = allFields(form).flatMap((field) => (field.type === 'choice' ? [field] : []));

    for (const { options, default: standard } of choices) {
      expect(options.map(({ value }) => value)).toContain(standard);
    }
    expect(choices.length).toBeGreaterThan(1);
  });

  test.for(KIND_FORMS)('has no field twice, and a line about each: $kind', (form) => {
    const fields = allFields(form);

    expect(new Set(fields.map(({ pointer }) => pointer)).size).toBe(fields.length);
    expect(fields.filter(({ hint }) => !/^[A-Z{].*[.]$/.test(hint)).map(({ pointer }) => pointer)).toEqual(
      [],
    );
  });

  test('makes an id of what the job is about', () => {
    const ids = KIND_FORMS.map((form) =>
      form.suggestId({ task: { modelId: 'Churn / EU', resource: 'sales' } }),
    );

    expect(ids).toEqual(['Churn-EU-stability', 'sales-report']);
  });

  test('makes none while too little is known', () => {
    expect(KIND_FORMS.map((form) => form.suggestId({ task: {} }))).toEqual(['', '']);
  });
});
