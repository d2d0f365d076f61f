/** One status, `204`, or a range of them, `200-299`. */
export const STATUS_RANGE_PATTERN = /^[2-5]\d\d(-[2-5]\d\d)?$/;

/** Whether a status is one of those, or lies in one of those ranges. */
export function isIn(status: number, ranges: readonly string[]): boolean {
  return ranges.some((range) => {
    const [from = '', to = from] = range.split('-');
    return status >= Number(from) && status <= Number(to);
  });
}
