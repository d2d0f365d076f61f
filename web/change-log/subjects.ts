import type { IconName } from '../kit/icon/icons.ts';

/** What changes are told of. Of a job its own history tells; of the rest the audit log. */
export const SUBJECT_KINDS = [
  { value: 'job', label: 'Job', icon: 'calendar-clock' },
  { value: 'model', label: 'Model', icon: 'waves' },
  { value: 'fleet', label: 'Fleet', icon: 'boxes' },
  { value: 'template', label: 'Template', icon: 'file-text' },
  { value: 'calendar', label: 'Calendar', icon: 'calendar-days' },
  { value: 'lock', label: 'Lock', icon: 'lock' },
  { value: 'alert-rule', label: 'Alert rule', icon: 'bell' },
  { value: 'incident', label: 'Incident', icon: 'alarm-clock' },
  { value: 'grant', label: 'Grants', icon: 'user' },
  { value: 'key', label: 'API key', icon: 'key' },
] as const satisfies readonly { readonly value: string; readonly label: string; readonly icon: IconName }[];

/** A subject such as `lock:credit-scores` in its two parts; a kind alone has no name. */
export function partsOf(subject: string): { readonly kind: string; readonly name: string } {
  const at = subject.indexOf(':');
  return at === -1
    ? { kind: subject, name: '' }
    : { kind: subject.slice(0, at), name: subject.slice(at + 1) };
}

/** Where the page shows what was changed: router commands and a query. */
export function linkOf(subject: string): {
  readonly commands: readonly string[];
  readonly query: Readonly<Record<string, string>>;
} {
  const { kind, name } = partsOf(subject);
  switch (kind) {
    case 'job':
      return { commands: ['/jobs', name], query: { tab: 'history' } };
    case 'model':
      return { commands: ['/models', name], query: {} };
    case 'fleet':
      return { commands: ['/fleets', name], query: {} };
    case 'template':
      return { commands: ['/templates', name], query: {} };
    case 'calendar':
      return { commands: ['/calendars', name], query: {} };
    case 'lock':
      return { commands: ['/locks', name], query: {} };
    case 'alert-rule':
      return { commands: ['/alerts/rules', name], query: {} };
    case 'incident':
      return { commands: ['/alerts', name], query: {} };
    default:
      return { commands: ['/access'], query: {} };
  }
}
