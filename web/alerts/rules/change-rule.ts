import { inject, Service } from '@angular/core';
import type { AlertRuleView } from '../../../shared/contracts/http/alert-rule-view.ts';
import type { ChannelTestView } from '../../../shared/contracts/http/alert-rules.ts';
import {
  deleteAlertRule,
  muteAlertRule,
  saveAlertRule,
  testAlertRule,
  unmuteAlertRule,
} from '../../../shared/contracts/http/operation-paths.ts';
import { Api } from '../../api/api.ts';
import { Confirm } from '../../kit/feedback/confirm.ts';
import { Perform } from '../../kit/feedback/perform.ts';
import { AskMute } from '../mute/ask-mute.ts';
import { definitionOf } from './rule-definition.ts';

/** What can be done to a rule; each says what became of it. */
@Service()
export class ChangeRule {
  readonly #api = inject(Api);
  readonly #askMute = inject(AskMute);
  readonly #confirm = inject(Confirm);
  readonly #perform = inject(Perform);

  /** What became of a test message to each channel; undefined when none was sent. */
  async test(ruleId: string): Promise<readonly ChannelTestView[] | undefined> {
    const answer = await this.#perform.run(
      () =>
        this.#api.read<{ readonly channels: readonly ChannelTestView[] }>(testAlertRule, {
          path: { ruleId },
          body: {},
        }),
      { done: ({ channels }) => testInWords(channels) },
    );
    return answer?.channels;
  }

  /** Whether it is muted now. `undone`: that was taken back. */
  async mute(ruleId: string, undone: () => void): Promise<boolean> {
    const body = await this.#askMute.ask({
      title: `Mute ${ruleId}?`,
      consequences: [
        'Nobody is told of what it finds meanwhile, and not afterwards of what came up meanwhile.',
        'Incidents are opened and resolved all the same.',
      ],
    });
    if (body === undefined) return false;
    const muted = await this.#perform.run(() => this.#api.call(muteAlertRule, { path: { ruleId }, body }), {
      done: `${ruleId} is muted.`,
      undo: {
        label: 'Undo',
        run: async () => {
          await this.#api.call(unmuteAlertRule, { path: { ruleId } });
          undone();
        },
      },
    });
    return muted !== undefined;
  }

  /** Whether it is unmuted now. */
  async unmute(ruleId: string): Promise<boolean> {
    const unmuted = await this.#perform.run(() => this.#api.call(unmuteAlertRule, { path: { ruleId } }), {
      done: `${ruleId} tells people again.`,
    });
    return unmuted !== undefined;
  }

  /** Enables a rule that is not, or disables one that is; `undone`: that was taken back. */
  async enable(rule: AlertRuleView, etag: string | undefined, undone: () => void): Promise<void> {
    const { ruleId, enabled } = rule;
    let changed: string | undefined;
    const change = async () => {
      changed = await this.#save(ruleId, { ...definitionOf(rule), enabled: !enabled }, etag);
    };
    await this.#perform.run(change, {
      done: enabled
        ? `${ruleId} raises nothing any more; what it has opened is resolved.`
        : `${ruleId} looks for trouble again.`,
      undo: {
        label: 'Undo',
        run: async () => {
          // What somebody else has made of it after that is theirs.
          await this.#save(ruleId, definitionOf(rule), changed);
          undone();
        },
      },
    });
  }

  /** Whether it is deleted now. `undone`: it has been defined again as it was. */
  async remove(rule: AlertRuleView, etag: string | undefined, undone: () => void): Promise<boolean> {
    const { ruleId } = rule;
    const answer = await this.#confirm.ask({
      title: `Delete ${ruleId}?`,
      consequences: [
        'Nobody is told of what it looks for any more.',
        'What it has opened is resolved as “rule gone” within half a minute, and stays readable.',
      ],
      confirm: 'Delete the rule',
      isDangerous: true,
    });
    if (answer === undefined) return false;
    const deleted = await this.#perform.run(
      () =>
        this.#api.call(deleteAlertRule, {
          path: { ruleId },
          ...(etag === undefined ? {} : { ifMatch: etag }),
        }),
      {
        done: `${ruleId} is deleted.`,
        undo: {
          label: 'Undo',
          run: async () => {
            await this.#save(ruleId, definitionOf(rule), undefined);
            undone();
          },
        },
      },
    );
    return deleted !== undefined;
  }

  /** The version that it has then. */
  async #save(
    ruleId: string,
    body: ReturnType<typeof definitionOf>,
    ifMatch: string | undefined,
  ): Promise<string | undefined> {
    const { etag } = await this.#api.call(saveAlertRule, {
      path: { ruleId },
      body,
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });
    return etag;
  }
}

/** As in "2 of 3 channels have the test message." */
function testInWords(channels: readonly ChannelTestView[]): string {
  const sent = channels.filter(({ outcome }) => outcome === 'sent').length;
  return `${sent} of ${channels.length} ${channels.length === 1 ? 'channel has' : 'channels have'} the test message.`;
}
