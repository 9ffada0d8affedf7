// A miner in words and figures.

import { calculate, type Economics, economics } from "../data/calculator.ts";
import { approximate } from "../data/decimal.ts";
import type { Miner, Overview } from "../data/schemas.ts";
import { plain } from "../text/formats.ts";
import type { MessageName } from "../text/names.ts";
import { t } from "../text/translate.ts";

export const minerName = (id: string, name: string | null | undefined): string => name || t("miner-unnamed", { id });

export const nameOf = ({ id, name }: Miner): string => name ?? t("miner-unnamed", { id: String(id ?? "—") });

type Machine = Pick<Miner, "power" | "energyEfficiency">;

export const factsOf = ({ power, energyEfficiency }: Machine): string =>
  `${plain(power)} TH · ${plain(energyEfficiency)} W/TH`;

/** What today's figures leave of a miner per day, in USD. */
export function netOf(miner: Miner, terms: Economics | undefined): number | undefined {
  const [power, efficiency] = [approximate(miner.power), approximate(miner.energyEfficiency)];
  return terms && power && efficiency ? calculate(terms, power, efficiency).net : undefined;
}

export const termsOf = (data: Overview | undefined): Economics | undefined => economics(data?.incomePerTh);

/** The statuses that are known; another one is shown as the partner writes it. */
const STATUSES: ReadonlyMap<string, MessageName> = new Map([
  ["active", "page-status-active"],
  ["inactive", "page-status-inactive"],
  ["pending", "page-status-pending"],
  ["listed", "page-status-listed"],
]);

export function statusOf(status: string): string {
  const name = STATUSES.get(status.toLowerCase());
  return name ? t(name) : status;
}
