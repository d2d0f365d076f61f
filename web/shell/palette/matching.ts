import type { Command } from '../../kit/page/commands.ts';

/** The commands that have every word of the text in their label, group or keywords; those whose label begins with it first. */
export function matching(commands: readonly Command[], text: string): readonly Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fitting = commands.filter(({ label, group, keywords = '' }) => {
    const said = `${label} ${group} ${keywords}`.toLowerCase();
    return words.every((word) => said.includes(word));
  });
  const first = text.trim().toLowerCase();
  const begins = ({ label }: Command) => label.toLowerCase().startsWith(first);
  return [...fitting.filter(begins), ...fitting.filter((command) => !begins(command))];
}
