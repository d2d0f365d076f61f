import { describe, expect, test } from 'vitest';
import { registerBaselineContract } from '../../../shared/contracts/http/register-baseline.ts';
import { NAMED_CONVENTIONS } from '../../../shared/domain/stability/named-conventions.ts';
import { CallFailed } from '../../../web/api/problem.ts';
import {
  EMPTY_BASELINE,
  EMPTY_BINS,
  EMPTY_COLUMN,
  METHODS,
  OWN,
  toRequest,
  type BaselineDraft,
} from '../../../web/models/baselines/baseline-draft.ts';
import { CONVENTIONS, conventionInWords } from '../../../web/models/baselines/conventions.ts';
import { differences, draftOf, EMPTY_DRAFT, toBody } from '../../../web/models/edit/model-draft.ts';
import { faultAt, faultsOf, restOf } from '../../../web/models/faults.ts';

/** Whether the API's own schema takes what the form sends, as it goes over the wire. */
function isTaken(draft: Partial<BaselineDraft>): boolean {
  const sent: unknown = JSON.parse(
    JSON.stringify(toRequest({ ...EMPTY_BASELINE, path: 'baselines/churn.csv', ...draft })),
  );
  return registerBaselineContract.body.schema.safeParse(sent).success;
}

describe('a baseline that is asked for', () => {
  test('is a path and a convention when nothing else is said', () => {
    expect(toRequest({ ...EMPTY_BASELINE, path: ' baselines/churn.csv ' })).toEqual({
      source: 'baselines/churn.csv',
      bins: { convention: 'house' },
    });
  });

  test.each(CONVENTIONS)('is taken with the convention $name', ({ name }) => {
    expect(isTaken({ convention: name })).toBe(true);
  });

  test('is offered every convention that has a name', () => {
    expect(CONVENTIONS.map(({ name }) => name)).toEqual(NAMED_CONVENTIONS.map(({ name }) => name));
  });

  test.each(EMPTY_BINS)('is taken with rules of its own, with empty bins by $kind', ({ kind, usual }) => {
    expect(isTaken({ convention: OWN, ownName: 'our-rules', emptyBins: kind, emptyValue: usual })).toBe(true);
  });

  test.each(METHODS)('is taken with bins of a column by "$method"', ({ method }) => {
    const value = method === 'given-levels' ? 'basic, plus' : '5, 10';
    const single = method === 'fixed-edges' || method === 'given-levels' ? value : '5';

    expect(isTaken({ columnOptions: [{ ...EMPTY_COLUMN, name: 'age', method, value: single }] })).toBe(true);
  });

  test('is refused with a number that is none', () => {
    expect(isTaken({ convention: OWN, ownName: 'our-rules', bins: 'ten' })).toBe(false);
  });

  test('names columns, segments and formats', () => {
    const request = toRequest({
      ...{ ...EMPTY_BASELINE, path: 'datasets/a.txt', format: 'csv', delimiter: ';', decimalComma: true },
      ...{ columns: 'score, age,', segmentBy: 'channel', timeColumn: ' at ' },
    });

    expect(request).toEqual({
      source: {
        path: 'datasets/a.txt',
        format: { type: 'csv', delimiter: ';', decimalComma: true, maxMalformedRows: 0 },
      },
      ...{ columns: ['score', 'age'], timeColumn: 'at' },
      bins: { convention: 'house', segmentBy: ['channel'] },
    });
  });
});

describe('conventionInWords', () => {
  test.each(NAMED_CONVENTIONS)('says every rule of $name', (convention) => {
    const { text } = conventionInWords({ ...convention });

    expect(text).toContain(`${convention.bins} `);
    expect(text).toContain(`${convention.closed}-closed`);
  });

  test('says what it knows of a convention of another version', () => {
    expect(conventionInWords({ name: 'house', version: 9, emptyBins: 'somehow' })).toEqual({
      ...{ name: 'house, version 9', text: '' },
    });
  });
});

describe('a model that is written', () => {
  test('is sent without what is empty', () => {
    expect(
      toBody({ ...EMPTY_DRAFT, modelId: 'churn', valueStream: ' retention ', tags: 'tier-1,  team:a' }),
    ).toEqual({
      ...{ valueStream: 'retention', tags: ['tier-1', 'team:a'] },
    });
  });

  test('comes back as it was read', () => {
    const model = {
      modelId: 'churn',
      baselineCount: 0,
      ...{ valueStream: 'retention', owner: 'ada', tags: ['a', 'b'] },
    };

    expect(toBody(draftOf(model))).toEqual({ valueStream: 'retention', owner: 'ada', tags: ['a', 'b'] });
  });

  test('is shown beside what another has written, where they differ', () => {
    const mine = { ...EMPTY_DRAFT, owner: 'ada', description: 'same' };

    expect(differences(mine, { ...mine, owner: 'grace', description: 'same ' })).toEqual([
      { label: 'Owner', mine: 'ada', theirs: 'grace' },
    ]);
  });
});

describe('faults of a request', () => {
  const refused = new CallFailed(
    400,
    {
      ...{ type: 'urn:evenkeel:problem:invalid-input', title: 'Invalid', status: 400, detail: 'Faults.' },
      errors: [
        { pointer: '/bins/segmentBy/0', detail: 'is no column' },
        { pointer: '/sourceless', detail: 'is unknown' },
      ],
    },
    'Faults.',
  );

  test('stand at the field that holds them', () => {
    expect(faultAt(faultsOf(refused), '/bins/segmentBy')).toBe('is no column');
  });

  test('do not stand at a field whose name begins alike', () => {
    expect(faultAt(faultsOf(refused), '/source')).toBeUndefined();
  });

  test('are told by themselves where no field has them', () => {
    expect(restOf(faultsOf(refused), ['/bins/segmentBy', '/source'])).toEqual(['/sourceless: is unknown']);
  });

  test('are the message where nothing is said of fields', () => {
    expect(restOf(faultsOf(new CallFailed(404, undefined, 'There is no such file.')), [])).toEqual([
      'There is no such file.',
    ]);
  });
});
