/**
 * A colour between two, as `rgb(…)`: `share` 0 is the first, 1 the second. Takes what a computed style has; a colour
 * that it cannot read is given back as it is.
 */
export function mixedColour(from: string, to: string, share: number): string {
  const first = channels(from);
  const second = channels(to);
  if (first === undefined || second === undefined) return share < 0.5 ? from : to;
  const mixed = first.map((channel, index) =>
    Math.round(channel + ((second[index] ?? channel) - channel) * share),
  );
  return `rgb(${mixed.join(', ')})`;
}

function channels(colour: string): readonly number[] | undefined {
  const found = /^rgba?\((\d+)[ ,]+(\d+)[ ,]+(\d+)/.exec(colour);
  return found === null ? undefined : found.slice(1, 4).map(Number);
}
