import type { ChartColours } from '../kit/chart/chart-colours.ts';

/**
 * How the tooltip of a chart looks. It is drawn on the canvas: what it says holds names from files, which must never be
 * read as HTML.
 */
export function tooltipLook(colours: ChartColours): object {
  return {
    ...{ renderMode: 'richText', confine: true, padding: [8, 10], borderWidth: 1 },
    backgroundColor: colours.of('surface'),
    borderColor: colours.of('line-strong'),
    textStyle: { color: colours.of('ink'), fontSize: 12, lineHeight: 17, fontFamily: colours.font },
  };
}
