// The curve of thresholds as numbers to draw and to read. Pure.

import type { CurvePoint } from "../wire/CurvePoint";

/** Rarer than once in some 27 years is not drawn: a logarithm has no nought, and nobody waits so long. */
const RAREST_PER_DAY = 0.0001;

/** Columns to draw: thresholds, false matches per day, and missed looks in percent where they are known. */
export function columnsOf(points: readonly CurvePoint[]): [number[], (number | null)[], (number | null)[]] {
  return [
    points.map(({ threshold }) => threshold),
    points.map(({ false_accepts_per_day: often }) => (often < RAREST_PER_DAY ? null : often)),
    points.map(({ missed }) => (missed === null ? null : missed * 100)),
  ];
}

/** Powers of ten from `low` to `high`, the lines that a logarithmic axis needs. */
export function tens(low: number, high: number): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const count = Math.floor(Math.log10(high) + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, at) => 10 ** (first + at));
}

/** About `count` points, evenly apart, the first and the last among them: for the table. */
export function thinned(points: readonly CurvePoint[], count: number): CurvePoint[] {
  if (points.length <= count) return [...points];
  const step = (points.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, at) => points[Math.round(at * step)]!);
}

/** A rate per day with as many digits as it needs: "0.018", "1.2", "350"; what is next to never is 0. */
export function rate(perDay: number, language: string): string {
  const digits = perDay < 1 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: perDay < 100 ? 1 : 0 };
  return new Intl.NumberFormat(language, digits).format(perDay < RAREST_PER_DAY ? 0 : perDay);
}
