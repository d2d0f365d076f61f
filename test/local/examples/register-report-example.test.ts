import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { Client } from '../../../local/client.ts';
import { registerReportExample } from '../../../local/examples/register-report-example.ts';
import { startStack, type Stack } from '../../../local/stack.ts';
import { storageAccount } from '../../support/storage-account.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ storage: await storageAccount() });
});

afterAll(() => stack.stop());

const job = z.object({ after: z.unknown().optional(), task: z.looseObject({}) });

async function register(reportServer: string): Promise<readonly string[]> {
  return registerReportExample({ client: new Client(stack.url), blobs: stack.blobs }, reportServer);
}

async function read(jobId: string): Promise<z.output<typeof job>> {
  return job.parse(await (await fetch(`${stack.url}/api/jobs/${jobId}`)).json());
}

test('the example collection gets the address that its report server has this time', async () => {
  const before = await register('http://127.0.0.1:1111');
  const after = await register('http://127.0.0.1:2222');

  expect(after).toEqual(before);
  expect((await read('example-report')).task).toMatchObject({ baseUrl: 'http://127.0.0.1:2222' });
});

test('the example measurement takes the report of the collection that it comes after', async () => {
  await register('http://127.0.0.1:1111');
  const { after, task } = await read('example-report-drift');

  expect(after).toMatchObject({ jobId: 'example-report' });
  expect(task).toMatchObject({ current: '{report}' });
});
