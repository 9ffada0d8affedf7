// Where a power stands in the table of VIP levels.

import { approximate } from "./decimal.ts";
import type { Level } from "./list-schemas.ts";

export interface Standing {
  /** Index of the reached level; -1 below the first. */
  own: number;
  next: Level | undefined;
  /** TH to the next level. */
  missing: number;
  /** How far it is from the own level to the next one, 0 to 1. */
  done: number;
}

/** Votes count for a level, too, but are not known here. */
export function standing(levels: readonly Level[], power: number): Standing {
  const needs = levels.map(({ minPower }) => approximate(minPower) ?? Number.POSITIVE_INFINITY);
  const own = needs.filter((need) => need <= power).length - 1;
  const next = levels[own + 1];
  const [from, to] = [needs[own] ?? 0, needs[own + 1] ?? power];
  return { own, next, missing: Math.max(0, to - power), done: to > from ? (power - from) / (to - from) : 1 };
}

export const byPower = (levels: readonly Level[]): Level[] =>
  [...levels].sort((a, b) => (approximate(a.minPower) ?? 0) - (approximate(b.minPower) ?? 0));
