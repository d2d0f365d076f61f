import type { AlertRuleRequestBody } from '../../../shared/contracts/http/alert-rule-request.ts';
import type { AlertRuleView } from '../../../shared/contracts/http/alert-rule-view.ts';
import { formatDuration } from '../../kit/time/format-instant.ts';
import { channelWords } from '../channel-words.ts';
import { definitionOf } from './rule-definition.ts';
import { conditionInWords, quietInWords, scopeInWords } from './rule-words.ts';

/** A field that two editors have defined differently, as each has it. */
export interface ChangedField {
  readonly name: string;
  readonly mine: string;
  readonly theirs: string;
}

/** In which fields what is to be saved differs from what somebody else has saved meanwhile. */
export function changedFields(mine: AlertRuleRequestBody, rule: AlertRuleView): readonly ChangedField[] {
  const theirs = linesOf(definitionOf(rule));
  return Object.entries(linesOf(mine)).flatMap(([name, line]) => {
    const other = theirs[name] ?? '';
    return line === other ? [] : [{ name, mine: line, theirs: other }];
  });
}

/** A definition in words, by field. */
function linesOf(rule: AlertRuleRequestBody): Readonly<Record<string, string>> {
  const { description = '', tags = [], scope = {}, quietSeconds = 0, remindSeconds, enabled = true } = rule;
  return {
    'Value stream': rule.valueStream,
    Description: description,
    Tags: [...tags].sort().join(', '),
    'Looks at': scopeInWords(scope).join('; '),
    'Tells when': rule.conditions
      .map((condition) =>
        conditionInWords(
          condition.type === 'drift'
            ? { ...condition, band: condition.band ?? 'significant-shift' }
            : condition,
        ),
      )
      .sort()
      .join('; '),
    Whom: rule.channels
      .map(channelWords)
      .map(({ label, target }) => `${label} to ${target}`)
      .join('; '),
    Severity: rule.severity ?? 'warning',
    'One incident for each': rule.groupBy ?? 'cause',
    Quiet: quietInWords(quietSeconds),
    Reminders: remindSeconds === undefined ? 'none' : `every ${formatDuration(remindSeconds * 1000)}`,
    Enabled: enabled ? 'yes' : 'no',
  };
}
