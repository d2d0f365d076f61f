/** A colour of the page, by the name of its token in styles/_tokens.scss. */
type Token =
  | 'paper'
  | 'surface'
  | 'surface-2'
  | 'surface-3'
  | 'line'
  | 'line-strong'
  | 'ink'
  | 'ink-2'
  | 'ink-3'
  | 'keel'
  | 'keel-soft'
  | Tone
  | `${Tone}-soft`;

type Tone = 'stable' | 'moderate' | 'significant' | 'running' | 'idle';

/** The page's colours and type as they are at the moment; a canvas does not know of tokens. */
export interface ChartColours {
  readonly font: string;
  of(token: Token): string;
}

export function chartColours(): ChartColours {
  return {
    font: getComputedStyle(document.body).fontFamily,
    of: (token) => {
      // Only an element's computed style says which side of `light-dark()` holds.
      const probe = document.createElement('i');
      probe.style.color = `var(--${token})`;
      document.body.append(probe);
      const { color } = getComputedStyle(probe);
      probe.remove();
      return color;
    },
  };
}
