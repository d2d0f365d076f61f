import { readFileSync } from 'node:fs';

/** A link of a page, as it is written. */
export interface PageLink {
  readonly line: number;
  /** `file.md#heading`, either of which may be absent. */
  readonly target: string;
}

export interface Page {
  readonly links: readonly PageLink[];
  /** The names by which its headings can be linked to, as GitHub makes them. */
  readonly anchors: ReadonlySet<string>;
}

const LINK = /\]\(([^)\s]+)\)/g;

/** Between as many backticks as it began with: a pattern such as `[a-z](?:…)` is no link. */
const CODE = /(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g;

/** Reads the links and headings of a page of Markdown; what stands in code is neither. */
export function readPage(path: string): Page {
  const links: PageLink[] = [];
  const anchors = new Set<string>();
  const known = new Map<string, number>();
  let isInCode = false;
  for (const [index, text] of readFileSync(path, 'utf8').split('\n').entries()) {
    if (/^\s*```/.test(text)) isInCode = !isInCode;
    if (isInCode) continue;
    const heading = /^#+ (.+)$/.exec(text)?.[1];
    if (heading !== undefined) anchors.add(numbered(anchorOf(heading), known));
    for (const [, target = ''] of text.replaceAll(CODE, '').matchAll(LINK)) {
      links.push({ line: index + 1, target });
    }
  }
  return { links, anchors };
}

/** Lower case, blanks as hyphens, without all other signs. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}

/** The second heading of the same words ends in `-1`. */
function numbered(anchor: string, known: Map<string, number>): string {
  const count = known.get(anchor) ?? 0;
  known.set(anchor, count + 1);
  return count === 0 ? anchor : `${anchor}-${count}`;
}
