import type { AlertView } from '../../../shared/contracts/http/alert-view.ts';

type State = AlertView['state'];

/** Which incidents are shown, as the address has it. */
export interface IncidentFilter {
  readonly states: StateChoice['value'];
  readonly ruleId: string | undefined;
  readonly valueStream: string | undefined;
}

export interface StateChoice {
  readonly value: 'to-see-to' | State | 'all';
  readonly label: string;
}

/** `to-see-to` is what is not over: the choice that an address without one means. */
export const STATE_CHOICES: readonly StateChoice[] = [
  { value: 'to-see-to', label: 'To see to' },
  { value: 'open', label: 'Open' },
  { value: 'acknowledged', label: 'Acknowledged' },
  { value: 'resolved', label: 'Resolved' },
  { value: 'all', label: 'All' },
];

/** What the address says; words that nobody knows say nothing. */
export function incidentFilter(address: {
  readonly state: string | undefined;
  readonly ruleId: string | undefined;
  readonly valueStream: string | undefined;
}): IncidentFilter {
  const known = STATE_CHOICES.find(({ value }) => value === address.state);
  return {
    states: known?.value ?? 'to-see-to',
    ruleId: address.ruleId === '' ? undefined : address.ruleId,
    valueStream: address.valueStream === '' ? undefined : address.valueStream,
  };
}

/** What the API is asked for. */
export function incidentQuery({
  states,
  ruleId,
  valueStream,
}: IncidentFilter): Readonly<Record<string, string | undefined>> {
  const asked = { 'to-see-to': 'open,acknowledged', all: undefined } as const;
  return {
    state: states === 'to-see-to' || states === 'all' ? asked[states] : states,
    ruleId,
    valueStream,
  };
}

/** Whether anything but the usual is shown, so that an empty list may be the filter's doing. */
export function isNarrowed({ states, ruleId, valueStream }: IncidentFilter): boolean {
  return states !== 'to-see-to' || ruleId !== undefined || valueStream !== undefined;
}
