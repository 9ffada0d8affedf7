// What an amount of income is, in words: of which days, and whether before or after fees.

import type { ShownDay } from "../data/income.ts";
import { day } from "../text/formats.ts";
import type { MessageName } from "../text/names.ts";
import { t } from "../text/translate.ts";

const kindOf = (days: readonly ShownDay[]): MessageName =>
  days.every(({ isNet }) => isNet) ? "page-net" : "page-credited";

/** One day. */
export const minedOn = (one: Pick<ShownDay, "date" | "isNet">): string =>
  t(one.isNet ? "page-net-on" : "page-credited-on", { day: day(one.date, "weekday") });

/** All of these days. */
export const periodOf = (days: readonly ShownDay[]): string =>
  `${t(kindOf(days))} · ${t("page-days", { count: days.length })}`;

/** Fewer days than were asked for; `wanted` is 0 for all. */
export function partOf(days: readonly ShownDay[], wanted: number): string {
  const count = days.length;
  const part = wanted ? t("page-days-of", { count, wanted }) : t("page-days-so-far", { count });
  return `${t(kindOf(days))} · ${part}`;
}
