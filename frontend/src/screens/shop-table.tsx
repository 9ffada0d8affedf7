// Offers of the shop as a table that can be sorted.

import { useState } from "preact/hooks";
import { useSession } from "../data/session.ts";
import { type Column, type Offer, sorted } from "../data/shop.ts";
import type { MessageName } from "../text/names.ts";
import { t } from "../text/translate.ts";
import { earnsNothing, efficiencyOf, netOf, paybackOf, powerOf, priceOf, starsOf } from "./shop-text.ts";

const COLUMNS: readonly (readonly [Column, MessageName])[] = [
  ["power", "page-power"],
  ["price", "page-shop-price"],
  ["net", "page-a-day"],
  ["payback", "page-shop-payback"],
];

export function OfferTable({ offers, payback }: { offers: readonly Offer[]; payback: boolean }) {
  const [by, sortBy] = useState<Column>();
  const columns = COLUMNS.filter(([column]) => payback || column !== "payback");
  const first = payback ? "payback" : "price";
  return (
    <section class="card ladder">
      <table class="offers">
        <thead>
          <tr>
            {columns.map(([column, name]) => (
              <th key={column} scope="col" aria-sort={column === (by ?? first) ? orderOf(column) : undefined}>
                <button type="button" onClick={() => sortBy(column)}>
                  {t(name)}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(by ? sorted(offers, by) : offers).map((one) => (
            <OfferRow key={one.id} offer={one} payback={payback} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The best is first: the lowest price and the shortest pay-back, the most power and the highest net. */
const orderOf = (column: Column): "ascending" | "descending" =>
  column === "price" || column === "payback" ? "ascending" : "descending";

function OfferRow({ offer, payback }: { offer: Offer; payback: boolean }) {
  const { nav } = useSession();
  return (
    <tr>
      <th scope="row">
        <button type="button" onClick={() => nav.open({ name: "offer", id: String(offer.id) })}>
          <strong>{powerOf(offer)}</strong>
          <span class="quiet">{efficiencyOf(offer)}</span>
        </button>
      </th>
      <td>
        <span class="figure">{priceOf(offer)}</span>
        <span class="quiet figure">{starsOf(offer)}</span>
      </td>
      <td class={earnsNothing(offer) ? "figure nothing" : "figure net"}>{netOf(offer)}</td>
      {payback && <td class="figure">{paybackOf(offer)}</td>}
    </tr>
  );
}
