import { describe, expect, test } from 'vitest';
import { JOB_KIND_VIEWS, type JobKindView } from '../../../../shared/contracts/http/job-kinds.ts';
import { linesOf, pairsOf, textOfLines, textOfPairs } from '../../../../web/jobs/edit/fields/lines-text.ts';
import { formsOf } from '../../../../web/jobs/edit/kinds/kinds.ts';
import { plainKindForm } from '../../../../web/jobs/edit/kinds/plain-kind-form.ts';

const VIEW: JobKindView = {
  ...{ kind: 'webhook', title: 'Webhook', description: 'Calls an address.', docs: 'docs/webhook.md' },
  example: {
    ...{ url: 'https://hooks.example.com/nightly', statuses: ['200', '202'] },
    headers: { 'x-of': 'evenkeel', authorization: { secret: 'HOOK' } },
    retry: { limit: 3 },
  },
  form: [
    { path: 'url', label: 'Address', control: 'text', hint: 'What is called.' },
    { path: 'method', label: 'Method', control: 'choice', choices: ['GET', 'POST'] },
    { path: 'statuses', label: 'Statuses', control: 'lines' },
    { path: 'headers', label: 'Headers', control: 'pairs', isAdvanced: true },
    { path: 'retry.limit', label: 'Limit', control: 'number', isAdvanced: true },
    { path: 'isSigned', label: 'Signed', control: 'switch' },
    { path: 'body', label: 'Body', control: 'text-area' },
    { path: 'rest', label: 'Rest', control: 'json' },
  ],
  timeoutSeconds: 600,
};

describe('plainKindForm', () => {
  test('has each field where its value stands in the definition, with the example in it', () => {
    const { main, more } = plainKindForm(VIEW).task;

    expect(main[0]).toMatchObject({
      ...{ pointer: '/task/url', label: 'Address', hint: 'What is called.', type: 'text' },
      placeholder: 'https://hooks.example.com/nightly',
    });
    expect(more).toMatchObject([
      {
        ...{ pointer: '/task/headers', type: 'pairs' },
        placeholder: 'x-of: evenkeel\nauthorization: {"secret":"HOOK"}',
      },
      { pointer: '/task/retry/limit', type: 'number', placeholder: '3' },
    ]);
  });

  test('draws each control', () => {
    expect(plainKindForm(VIEW).task.main.map(({ type }) => type)).toEqual([
      ...['text', 'select', 'lines', 'select', 'text', 'structure'],
    ]);
  });

  test('leaves a switch to what it is by itself, or says yes or no', () => {
    const field = plainKindForm(VIEW).task.main.find(({ pointer }) => pointer === '/task/isSigned');

    expect(field).toMatchObject({ options: [{ value: true }, { value: false }] });
  });

  test('is a JSON text where the kind describes no field', () => {
    const { task } = plainKindForm({ ...VIEW, form: [] });

    expect(task.main).toMatchObject([{ type: 'structure', pointer: '/task' }]);
  });

  test('shows how long an attempt may take', () => {
    expect(plainKindForm(VIEW).policyDefaults).toEqual({ '/policies/timeoutSeconds': 600 });
  });

  test.for([
    ['https://hooks.example.com/nightly', 'hooks-example-com-webhook'],
    ['/Shared/train churn', 'train-churn-webhook'],
    ['', ''],
  ])('makes an id of what the job is about: %s', ([url, id]) => {
    expect(plainKindForm(VIEW).suggestId({ task: { url } })).toBe(id);
  });

  test.for(formsOf(JOB_KIND_VIEWS))('has no field twice: $kind', ({ task }) => {
    const pointers = [...task.main, ...task.more].map(({ pointer }) => pointer);

    expect(new Set(pointers).size).toBe(pointers.length);
  });
});

describe('lines', () => {
  test('are texts, one a line, with commas in them', () => {
    expect(linesOf(' a, b\n\nc ')).toEqual(['a, b', 'c']);
    expect(textOfLines(['a, b', 'c'])).toBe('a, b\nc');
  });
});

describe('pairs', () => {
  test.for([
    { 'x-of': 'evenkeel' },
    { host: 'https://example.com:8443/a' },
    { authorization: { secret: 'HOOK' } },
    { empty: '' },
    {},
  ])('are shown and sent as the same: %j', (pairs) => {
    expect(pairsOf(textOfPairs(pairs))).toEqual(pairs);
  });

  test.for(['no pair', ': nameless', 'twice: 1\ntwice: 2'])('are not readable yet: %s', (text) => {
    expect(pairsOf(text)).toBeUndefined();
  });
});
