import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** What WCAG 2.2 asks of AA, and what axe calls serious beyond it. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const GRAVE: readonly (string | null | undefined)[] = ['serious', 'critical'];

/** What axe finds on the page as it is, a line for each rule with the elements that break it; best is none. */
export async function accessibilityFindings(
  page: Page,
  rules?: readonly string[],
): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (
    rules === undefined ? axe.withTags(TAGS) : axe.withRules([...rules])
  ).analyze();
  return violations
    .filter(({ impact, tags }) => GRAVE.includes(impact) || tags.some((tag) => tag.startsWith('wcag')))
    .map(({ id, help, nodes }) => {
      const where = nodes.slice(0, 5).map(({ target, html, any }) => {
        return `${target.join(' ')} (${any[0]?.message ?? html.slice(0, 120)})`;
      });
      return `${id}: ${help}: ${where.join('; ')}${nodes.length > 5 ? `; ${nodes.length - 5} more` : ''}`;
    });
}
