/**
 * Makes a thing with its first use; those who ask meanwhile get the same one. A making that failed is forgotten, so that
 * the next who asks tries again.
 */
export function madeOnce<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    if (made !== undefined) return made;
    const making = make();
    made = making;
    making.catch(() => {
      made = undefined;
    });
    return making;
  };
}
