import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composeCall, type ComposedCall } from '../../../../shared/kinds/webhook/application/compose-call.ts';
import { taskOf } from '../../../support/webhook/webhook-world.ts';

const RUN = {
  ...{ runId: 'nightly.20260301T060000Z', jobId: 'nightly', attempt: 2, yyyy: '2026' },
  ...{ from: '2026-02-28T06:00:00.000Z', to: '2026-03-01T06:00:00.000Z' },
};

function composed(
  task: object,
  {
    input = {},
    secrets = {},
    callbackUrl,
  }: {
    readonly input?: Readonly<Record<string, string | number>>;
    readonly secrets?: Readonly<Record<string, string>>;
    readonly callbackUrl?: string;
  } = {},
): ComposedCall {
  const known = new Map<string, string | number>([
    ...Object.entries(RUN),
    ...Object.entries(input).map(([name, value]): [string, string | number] => [`input.${name}`, value]),
  ]);
  return composeCall(taskOf(task), {
    ...{ values: (name) => known.get(name), secrets, idempotencyKey: undefined },
    ...(callbackUrl !== undefined && { callbackUrl }),
  });
}

describe('composeCall', () => {
  test('tells who calls for which data where the task has no body', () => {
    const { body, headers } = composed({});

    expect(JSON.parse(body ?? '')).toEqual({
      ...{ jobId: 'nightly', runId: RUN.runId, attempt: 2, from: RUN.from, to: RUN.to },
    });
    expect(headers).toEqual({ 'content-type': 'application/json' });
  });

  test.each(['GET', 'DELETE'])('sends nothing with %s', (method) => {
    expect(composed({ method })).not.toHaveProperty('body');
  });

  test('tells a receiver where to call back, in a header and where the body asks for it', () => {
    const { body, headers } = composed(
      { completion: 'callback', body: { json: { back: '{callbackUrl}' } } },
      { callbackUrl: 'https://e.example.com/api/webhook-callbacks/t' },
    );

    expect(headers).toMatchObject({
      'evenkeel-callback-url': 'https://e.example.com/api/webhook-callbacks/t',
    });
    expect(body).toBe('{"back":"https://e.example.com/api/webhook-callbacks/t"}');
  });

  test('keeps a number that stands alone a number', () => {
    const { body } = composed(
      { body: { json: { n: '{input.n}', text: 'n={input.n}' } } },
      { input: { n: 3 } },
    );

    expect(body).toBe('{"n":3,"text":"n=3"}');
  });

  test('puts secrets in headers, queries and JSON', () => {
    const secret = { secret: 'key' };
    const call = composed(
      { headers: { 'X-Key': secret }, query: { code: secret }, body: { json: { auth: { key: secret } } } },
      { secrets: { key: 'a&b"c' } },
    );

    expect(call).toMatchObject({
      url: 'https://hooks.example.com/nightly?code=a%26b%22c',
      headers: { 'x-key': 'a&b"c' },
      body: '{"auth":{"key":"a&b\\"c"}}',
    });
  });

  test('lets a content type of the task take the place of its own', () => {
    const { headers } = composed({ headers: { 'Content-Type': 'application/cloudevents+json' } });

    expect(headers).toEqual({ 'content-type': 'application/cloudevents+json' });
  });

  test('lets no value out of its place in JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (a) => {
        const { body = '' } = composed(
          { body: { json: { a: 'x {input.a} y', b: [{ c: '{input.a}' }] } } },
          { input: { a } },
        );
        expect(JSON.parse(body)).toEqual({ a: `x ${a} y`, b: [{ c: a }] });
      }),
    );
  });

  test('lets no value out of its place in a JSON text, a form, a query and a path', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).filter((text) => !/^\.{0,2}$/.test(text)),
        (a) => {
          const input = { input: { a } };
          const text = composed(
            { body: { text: '{"a": "{input.a}"}', contentType: 'application/json' } },
            input,
          );
          expect(JSON.parse(text.body ?? '')).toEqual({ a });
          const form = composed({ body: { form: { a: '{input.a}', b: '1' } } }, input);
          expect([...new URLSearchParams(form.body)]).toEqual([
            ['a', a],
            ['b', '1'],
          ]);
          const { url } = composed(
            { url: 'https://hooks.example.com/{input.a}/end', query: { a: '{input.a}' } },
            input,
          );
          const { host, pathname, searchParams } = new URL(url);
          expect([host, pathname.split('/').length, pathname.endsWith('/end')]).toEqual([
            'hooks.example.com',
            3,
            true,
          ]);
          expect(searchParams.get('a')).toBe(a);
        },
      ),
    );
  });

  test('lets no value out of its place in XML', () => {
    const { body } = composed(
      { body: { text: '<a b="{input.a}">{input.a}</a>', contentType: 'application/xml' } },
      { input: { a: `"><evil>&'\u0000` } },
    );

    expect(body).toBe('<a b="&#34;&#62;&#60;evil&#62;&#38;&#39;">&#34;&#62;&#60;evil&#62;&#38;&#39;</a>');
  });

  test('refuses a step of dots', () => {
    const task = { url: 'https://hooks.example.com/a/{input.a}' };

    expect(() => composed(task, { input: { a: '..' } })).toThrow(RangeError);
  });
});
