// How an offer of the shop is written.

import { approximate, decimal } from "../data/decimal.ts";
import { type Offer, perTh } from "../data/shop.ts";
import { number, plain, usd } from "../text/formats.ts";
import { t } from "../text/translate.ts";

export const powerOf = ({ power }: Pick<Offer, "power">): string => `${plain(power)}\u00a0TH`;
export const efficiencyOf = ({ energyEfficiency }: Pick<Offer, "energyEfficiency">): string =>
  `${plain(energyEfficiency)}\u00a0W/TH`;
export const priceOf = ({ priceUsd }: Offer): string => usd(approximate(priceUsd));
export const starsOf = ({ priceStars }: Offer): string =>
  t("shop-stars", { count: priceStars, stars: number(priceStars, 0) });
export const perThOf = (offer: Offer): string => usd(approximate(decimal(perTh(offer))));

/** What a day nets: an amount, a word for nothing, or a dash for what is not known. */
export function netOf({ day }: Offer): string {
  const net = approximate(day?.net);
  if (net === 0) return t("page-shop-earns-nothing");
  return net === undefined ? "—" : `+${usd(net)}`;
}

export const earnsNothing = ({ day }: Offer): boolean => approximate(day?.net) === 0;

export const paybackOf = ({ paybackDays }: Offer): string =>
  paybackDays === null ? t("page-shop-never") : `≈ ${t("page-days", { count: paybackDays })}`;
