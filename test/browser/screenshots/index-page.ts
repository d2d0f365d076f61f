import type { Screen } from '../../support/browser/screens/screens.ts';

/** A page with all pictures side by side, a row for each screen. */
export function indexPage(screens: readonly Screen[], views: readonly { readonly name: string }[]): string {
  const rows = screens.map(
    ({ name }) =>
      `<h2 id="${name}">${name}</h2><div>${views
        .map(
          (view) =>
            `<a href="${name}-${view.name}.png"><img src="${name}-${view.name}.png" alt="${name}, ${view.name}" loading="lazy"></a>`,
        )
        .join('')}</div>`,
  );
  const style =
    'body{font:15px system-ui;margin:24px}div{display:flex;gap:12px;align-items:start;overflow-x:auto}img{max-height:640px;border:1px solid #8888}';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>The screens of Evenkeel</title><style>${style}</style><h1>The screens of Evenkeel</h1>${rows.join('')}</html>\n`;
}
