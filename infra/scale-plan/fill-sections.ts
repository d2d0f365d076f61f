/**
 * Puts texts into their places in a document: between `<!-- scale-plan: NAME -->` and `<!-- end -->`. Throws for a place
 * without a text, and for a text without a place.
 */
export function fillSections(document: string, sections: ReadonlyMap<string, string>): string {
  const left = new Set(sections.keys());
  const filled = document.replace(
    /(<!-- scale-plan: ([\w-]+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (...[, begin = '', name = '', end = '']: readonly string[]) => {
      const text = sections.get(name);
      if (text === undefined) throw new Error(`There is nothing for '${name}'.`);
      left.delete(name);
      return `${begin}\n${text}\n\n${end}`;
    },
  );
  if (left.size > 0) throw new Error(`There is no place for ${[...left].join(', ')}.`);
  return filled;
}
