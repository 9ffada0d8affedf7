// An offer of the shop as a card.

import { useSession } from "../data/session.ts";
import type { Offer } from "../data/shop.ts";
import { haptic } from "../telegram/haptic.ts";
import { t } from "../text/translate.ts";
import { Icon } from "../ui/icons.tsx";
import { earnsNothing, efficiencyOf, netOf, paybackOf, perThOf, powerOf, priceOf, starsOf } from "./shop-text.ts";

interface Props {
  offer: Offer;
  /** Whether no other one shown has a lower price for a TH. */
  lowest: boolean;
  payback: boolean;
}

export function OfferCard({ offer, lowest, payback }: Props) {
  const { nav } = useSession();
  const open = (): void => {
    haptic.tap();
    nav.open({ name: "offer", id: String(offer.id) });
  };
  return (
    <button type="button" class="card offer" onClick={open}>
      <span class="row-icon">
        <Icon name="miners" />
      </span>
      <span class="offer-text">
        {lowest && <span class="offer-pill">{t("page-shop-lowest")}</span>}
        <span class="offer-line">
          <strong class="offer-power">{powerOf(offer)}</strong>
          <span class="offer-net">
            <strong class={earnsNothing(offer) ? "figure nothing" : "figure net"}>{netOf(offer)}</strong>{" "}
            <span class="quiet">{t("page-a-day")}</span>
          </span>
        </span>
        <span class="quiet">
          {efficiencyOf(offer)} · {t("page-shop-per-th", { usd: perThOf(offer) })}
        </span>
        <span class="offer-line offer-price">
          <strong class="figure">{priceOf(offer)}</strong>
          <span class="quiet figure">{starsOf(offer)}</span>
        </span>
        {payback && (
          <span class="offer-line">
            <span class="quiet">{t("page-shop-payback")}</span>
            <strong class="figure">{paybackOf(offer)}</strong>
          </span>
        )}
      </span>
    </button>
  );
}
