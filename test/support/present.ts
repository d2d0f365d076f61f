/** The value; an error where there is none, so that no test passes on nothing. */
export function present<T>(value: T | undefined, what = 'value'): T {
  if (value === undefined) throw new Error(`There is no ${what}.`);
  return value;
}
