import { describe, expect, test } from 'vitest';
import { energyText, percentText, powerText } from '../../../../web/kit/edge-work/edge-words.ts';
import { workersText } from '../../../../web/kit/edge-work/order-rows.ts';

describe('amounts', () => {
  test.each([
    [0, '0 Ws'],
    [2.25, '2.25 Ws'],
    [9800, '9,800 Ws'],
    [50_000, '50 kWs'],
    [1_250_000, '1.25 MWs'],
    [1_000_000_000_000, '1 TWs'],
    [3e18, '3,000,000 TWs'],
  ])('of %d watt-seconds are %s', (amount, text) => {
    expect(energyText(amount)).toBe(text);
  });

  test('of power are in watts', () => {
    expect(powerText(12_340)).toBe('12.3 kW');
  });

  test('never say that all is spent before it is', () => {
    expect(percentText(99.99)).toBe('99.9 %');
    expect(percentText(100)).toBe('100 %');
  });
});

describe('who works on an order', () => {
  test.each([
    [0, 'No edge at the moment'],
    [1, '1 edge works on it'],
    [1200, '1,200 edges work on it'],
  ])('%d', (edges, text) => {
    expect(workersText(edges)).toBe(text);
  });
});
