// The curve of thresholds as numbers to draw and to read. Pure.

import type { CurvePoint } from "../wire/CurvePoint";

/** A logarithm has no nought; what is rarer than this is drawn as rare as this: once in some 27 years. */
const RAREST_PER_DAY = 0.0001;

/** Columns to draw: thresholds, false matches per day, and missed looks in percent where they are known. */
export function columnsOf(points: readonly CurvePoint[]): [number[], number[], (number | null)[]] {
  return [
    points.map(({ threshold }) => threshold),
    points.map((point) => Math.max(RAREST_PER_DAY, point.false_accepts_per_day)),
    points.map(({ missed }) => (missed === null ? null : missed * 100)),
  ];
}

/** About `count` points, evenly apart, the first and the last among them: for the table. */
export function thinned(points: readonly CurvePoint[], count: number): CurvePoint[] {
  if (points.length <= count) return [...points];
  const step = (points.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, at) => points[Math.round(at * step)]!);
}

/** A rate per day with as many digits as it needs: "0.004", "1.2", "350". */
export function rate(perDay: number, language: string): string {
  const digits = perDay >= 100 ? 0 : perDay >= 1 ? 1 : perDay >= 0.1 ? 2 : 4;
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(perDay);
}
