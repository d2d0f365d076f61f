import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { Icon } from '../../kit/icon/icon.ts';
import { NEW_CHANNEL, type ChannelDraft, type ChannelType } from './rule-draft.ts';
import { faultAt, type Faults } from './rule-faults.ts';

const TYPES: readonly { readonly value: ChannelType; readonly label: string }[] = [
  { value: 'email', label: 'E-mail' },
  { value: 'recipients', label: 'Recipients of the job' },
  { value: 'webhook', label: 'Webhook' },
  { value: 'teams', label: 'Teams' },
  { value: 'slack', label: 'Slack' },
];

/** The API takes no more. */
const MAX_CHANNELS = 20;

/** Chooses whom a rule tells. */
@Component({
  selector: 'ek-channel-fields',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './channel-fields.html',
  styleUrl: './channel-fields.css',
})
export class ChannelFields {
  readonly channels = input.required<readonly ChannelDraft[]>();
  readonly faults = input.required<Faults>();
  readonly changed = output<readonly ChannelDraft[]>();

  protected readonly types = TYPES;
  protected readonly rows = computed(() =>
    this.channels().map((channel, index) => ({
      ...channel,
      fault: faultAt(this.faults(), `/channels/${index}`),
    })),
  );
  /** Of all of them together, as when there is none. */
  protected readonly fault = computed(
    () => this.faults().find(({ pointer }) => pointer === '/channels')?.detail,
  );
  protected readonly isFull = computed(() => this.channels().length >= MAX_CHANNELS);

  protected change(index: number, changes: Partial<ChannelDraft>): void {
    this.changed.emit(
      this.channels().map((channel, at) => (at === index ? { ...channel, ...changes } : channel)),
    );
  }

  protected add(): void {
    this.changed.emit([...this.channels(), NEW_CHANNEL]);
  }

  protected remove(index: number): void {
    this.changed.emit(this.channels().filter((_, at) => at !== index));
  }
}
