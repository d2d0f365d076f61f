/** Lets so many calls go at the same time; the others wait, in their order. */
export function limited<Arguments extends readonly unknown[], Value>(
  work: (...given: Arguments) => Promise<Value>,
  atOnce: number,
): (...given: Arguments) => Promise<Value> {
  const waiting: (() => void)[] = [];
  let inWork = 0;
  return async (...given) => {
    if (inWork < atOnce) inWork += 1;
    else await new Promise<void>((goOn) => waiting.push(goOn));
    try {
      return await work(...given);
    } finally {
      // A place is handed on, so that nobody slips in between.
      const next = waiting.shift();
      if (next === undefined) inWork -= 1;
      else next();
    }
  };
}
