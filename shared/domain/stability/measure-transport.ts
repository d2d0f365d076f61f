/** Some mass, spread evenly from one value to another; all of it at one value where they are equal. */
export interface MassPiece {
  readonly from: number;
  readonly to: number;
  readonly mass: number;
}

/**
 * The 1-Wasserstein distance of two distributions on the line, in the unit of the values: ∫ |Q₁(u) − Q₂(u)| du over
 * their quantile functions, which is how far the cheapest plan moves the mass. Both are given by pieces that ascend
 * and do not overlap, with a mass of 1 in all; it is exact for such distributions.
 */
export function measureTransport(from: readonly MassPiece[], to: readonly MassPiece[]): number {
  const targets = to.values();
  let target: MassPiece = { from: 0, to: 0, mass: 0 };
  // What is left of the target, and where it begins.
  let [room, place] = [0, 0];
  const takeNext = (): boolean => {
    const next = targets.next();
    if (next.done === true) return false;
    target = next.value;
    [room, place] = [target.mass, target.from];
    return true;
  };
  let distance = 0;
  for (const source of from) {
    let [rest, start] = [source.mass, source.from];
    // Masses that sum to 1 but for their rounding leave next to nothing over, for which there is no target.
    while (rest > 0 && (room > 0 || takeNext())) {
      const mass = Math.min(rest, room);
      const end = mass === rest ? source.to : start + (source.to - start) * (mass / rest);
      const endPlace = mass === room ? target.to : place + (target.to - place) * (mass / room);
      if (mass > 0) distance += mass * meanGap(place - start, endPlace - end);
      [rest, start] = [rest - mass, end];
      [room, place] = [room - mass, endPlace];
    }
  }
  return distance;
}

/** The mean of |g| where g goes evenly from `first` to `last`. */
function meanGap(first: number, last: number): number {
  const [a, b] = [Math.abs(first), Math.abs(last)];
  if (Math.sign(first) * Math.sign(last) >= 0) return a / 2 + b / 2;
  return (a * (a / (a + b)) + b * (b / (a + b))) / 2;
}
