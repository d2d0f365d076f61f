/**
 * Benjamini and Hochberg's adjusted p-values (J. R. Statist. Soc. B 57(1), 1995), in the order given: calling every
 * column a finding whose adjusted p-value is at most q keeps the expected share of false ones among them at q. The
 * k-th smallest of K becomes the least of pⱼ · K / j over all j ≥ k.
 */
export function adjustPValues(pValues: readonly number[]): number[] {
  const descending = pValues
    .map((pValue, position) => ({ pValue, position }))
    .sort((a, b) => b.pValue - a.pValue);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let least = 1;
  descending.forEach(({ pValue, position }, index) => {
    // p · K / K can be rounded to just below p.
    least = Math.min(least, Math.max(pValue, (pValue * pValues.length) / (pValues.length - index)));
    adjusted[position] = least;
  });
  return adjusted;
}
