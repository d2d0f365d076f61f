import type { MeView } from '../../shared/contracts/http/me.ts';

type Grant = MeView['grants'][number];

/** The roles, the least first, and what each may do. */
export const ROLE_CHOICES = [
  { value: 'reader', label: 'Reader', about: 'sees' },
  { value: 'operator', label: 'Operator', about: 'sees; makes, changes, runs, retries, cancels, deletes' },
  { value: 'admin', label: 'Administrator', about: 'what an operator may; gives grants and API keys' },
] as const satisfies readonly {
  readonly value: Grant['role'];
  readonly label: string;
  readonly about: string;
}[];

/** As in `Operator of retention`, `Administrator of all value streams`. */
export function grantInWords({ role, valueStream }: Grant): string {
  const label = ROLE_CHOICES.find(({ value }) => value === role)?.label ?? role;
  return `${label} of ${valueStream === '*' ? 'all value streams' : valueStream}`;
}

/** What the role lets somebody do. */
export function roleInWords(role: Grant['role']): string {
  return ROLE_CHOICES.find(({ value }) => value === role)?.about ?? '';
}

/** Of two grants for one value stream the later one counts; blanks around its name do not. */
export function tidyGrants(grants: readonly Grant[]): readonly Grant[] {
  const byStream = new Map(
    grants
      .map(({ role, valueStream }) => [valueStream.trim(), role] as const)
      .filter(([name]) => name !== ''),
  );
  return [...byStream].map(([valueStream, role]) => ({ role, valueStream }));
}

export const PRINCIPAL_KINDS = [
  { value: 'user', label: 'Person', id: 'Object id of the person' },
  { value: 'group', label: 'Group', id: 'Object id of the group' },
  { value: 'app', label: 'Program', id: 'Client id of the program' },
] as const;

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text is an id as Entra ID shows it; in capitals, too. */
export function isGuid(text: string): boolean {
  return GUID.test(text.trim().toLowerCase());
}

/** As in `group:0f9c2a4e-…`. */
export function principalText(kind: string, id: string): string {
  return `${kind}:${id.trim().toLowerCase()}`;
}

const DAY_MS = 86_400_000;

export const KEY_LIVES = [
  { days: 30, label: '30 days' },
  { days: 90, label: '90 days' },
  { days: 365, label: 'A year' },
] as const;

/** When a key that is made now ends. */
export function endOfKey(days: number, nowMs: number): string {
  return new Date(nowMs + days * DAY_MS).toISOString();
}

/** Why a change is made, for a header: one cannot hold every letter, and a browser refuses the call then. */
export function reasonHeader(reason: string): Readonly<Record<string, string>> {
  const sent = reason.replaceAll(/[^\u0020-\u007e\u00a0-\u00ff]/g, '?').trim();
  return sent === '' ? {} : { 'change-reason': sent };
}
