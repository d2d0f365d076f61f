import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { signMessage, toSigningKeys } from '../../../shared/adapters/webhook/sign-message.ts';
import { present } from '../../support/present.ts';

const OURS = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const NEXT = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const BODY = '{"specversion":"1.0","data":{"title":"Überlauf"}}';

type Headers = Readonly<Record<string, string>>;

let isFromEvenkeel: (headers: Headers, body: string) => boolean;

/** What the guide gives receivers to copy, as it stands there. */
beforeAll(async () => {
  const guide = await readFile(new URL('../../../docs/alerts.md', import.meta.url), 'utf8');
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(guide) ?? [];
  process.env['RETENTION_HOOK_KEY'] = OURS;
  const module: unknown = await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
  delete process.env['RETENTION_HOOK_KEY'];
  const receiver = z.object({ isFromEvenkeel: z.custom<typeof isFromEvenkeel>() }).parse(module);
  ({ isFromEvenkeel } = receiver);
});

function signed(secret: string, at = Date.now()): Headers {
  return signMessage({ id: 'trouble:1:opened:0', at, body: BODY, keys: present(toSigningKeys(secret)) });
}

describe('the verification in docs/alerts.md', () => {
  test('takes what the app has signed, also while the secret is being changed', () => {
    expect(isFromEvenkeel(signed(OURS), BODY)).toBe(true);
    expect(isFromEvenkeel(signed(`${NEXT} ${OURS}`), BODY)).toBe(true);
  });

  test('refuses what somebody else has signed, has changed, or sends once more much later', () => {
    expect(isFromEvenkeel(signed(NEXT), BODY)).toBe(false);
    expect(isFromEvenkeel(signed(OURS), `${BODY} `)).toBe(false);
    expect(isFromEvenkeel(signed(OURS, Date.now() - 600_000), BODY)).toBe(false);
    expect(isFromEvenkeel({}, BODY)).toBe(false);
  });
});
