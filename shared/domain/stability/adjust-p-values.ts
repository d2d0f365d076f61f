/**
 * Benjamini and Hochberg's adjusted p-values (J. R. Statist. Soc. B 57(1), 1995), each with its test, in the order
 * given: calling every test a finding whose adjusted p-value is at most q keeps the expected share of false ones among
 * them at q. The k-th smallest of K becomes the least of pⱼ · K / j over all j ≥ k. All tests given are one family.
 */
export function adjustPValues<Test extends { readonly pValue: number }>(
  tests: readonly Test[],
): (Test & { readonly adjustedPValue: number })[] {
  const descending = tests
    .map((test, position) => ({ test, position }))
    .sort((a, b) => b.test.pValue - a.test.pValue);
  const adjusted: (Test & { readonly adjustedPValue: number })[] = [];
  let least = 1;
  descending.forEach(({ test, position }, index) => {
    // p · K / K can be rounded to just below p.
    least = Math.min(least, Math.max(test.pValue, (test.pValue * tests.length) / (tests.length - index)));
    adjusted[position] = { ...test, adjustedPValue: least };
  });
  return adjusted;
}
