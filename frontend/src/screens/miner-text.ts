// A miner in words and figures.

import type { ListedMiner } from "../data/list-schemas.ts";
import { plain } from "../text/formats.ts";
import type { MessageName } from "../text/names.ts";
import { t } from "../text/translate.ts";

export const minerName = (id: string, name: string | null | undefined): string => name || t("miner-unnamed", { id });

export const nameOf = ({ id, name }: Pick<ListedMiner, "id" | "name">): string =>
  name ?? t("miner-unnamed", { id: String(id ?? "—") });

type Machine = Pick<ListedMiner, "power" | "energyEfficiency">;

export const factsOf = ({ power, energyEfficiency }: Machine): string =>
  `${plain(power)} TH · ${plain(energyEfficiency)} W/TH`;

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
