// The shop: what GoMining sells, and what a budget buys of it.

import "./shop.css";
import { approximate } from "../data/decimal.ts";
import { useShown } from "../data/hooks.ts";
import { isLoggedOut } from "../data/problems.ts";
import { useSession } from "../data/session.ts";
import { affordable, BUDGETS, type Catalogue, cheapest, lowestPerTh, shopChoice, shopOf } from "../data/shop.ts";
import { useStore } from "../data/store.ts";
import { wholeUsd } from "../text/formats.ts";
import { t } from "../text/translate.ts";
import { Card } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { Header } from "../ui/header.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { NumberField } from "../ui/number-field.tsx";
import { ProjectionNotice } from "../ui/projection.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { OfferCard } from "./shop-card.tsx";
import { OfferTable } from "./shop-table.tsx";
import { priceOf } from "./shop-text.ts";

const WIDE = "(min-width: 820px)";
const MOST = 10_000_000; // USD that can be typed

export default function ShopScreen() {
  const shop = shopOf(useSession());
  const view = useShown(shop);
  return (
    <>
      <Header title={t("page-shop")} view={view} />
      {view.data === undefined && isLoggedOut(view.error) ? (
        <Nothing title={t("error-login")} />
      ) : (
        <Loaded of={shop} view={view}>
          {(data) => (data.offers.length ? <Shelf catalogue={data} /> : <Nothing title={t("shop-none")} />)}
        </Loaded>
      )}
    </>
  );
}

const Nothing = ({ title }: { title: string }) => (
  <Card class="list">
    <Empty icon="shop" title={title} />
  </Card>
);

function Shelf({ catalogue: { offers, figuresAsOf, showsPayback } }: { catalogue: Catalogue }) {
  const { budget, view } = useStore(shopChoice);
  const found = affordable(offers, budget);
  const table = (view ?? (matchMedia(WIDE).matches ? "table" : "cards")) === "table";
  const least = cheapest(offers);
  const lowest = lowestPerTh(found);
  return (
    <>
      <Budgets />
      <div class="shop-order">
        <span class="quiet">{t(showsPayback ? "page-shop-by-payback" : "page-shop-by-price")}</span>
        <Segmented
          label={t("page-shop-view")}
          options={[
            ["cards", t("page-shop-cards")],
            ["table", t("page-shop-table")],
          ]}
          value={table ? "table" : "cards"}
          onChange={(chosen) => shopChoice.set({ ...shopChoice.get(), view: chosen })}
        />
      </div>
      {found.length === 0 && least && <Nothing title={t("page-shop-nothing", { usd: priceOf(least) })} />}
      {found.length > 0 && table && <OfferTable offers={found} payback={showsPayback} />}
      {!table &&
        found.map((one) => <OfferCard key={one.id} offer={one} lowest={one === lowest} payback={showsPayback} />)}
      <p class="footnote">
        {t("shop-stars-cost")} {t("shop-no-discount")}
      </p>
      <ProjectionNotice at={Date.parse(figuresAsOf)} />
    </>
  );
}

/** How much is to be spent. */
function Budgets() {
  const { budget, typed } = useStore(shopChoice);
  const choose = (wanted: string | undefined, byHand = false): void =>
    shopChoice.set({ ...shopChoice.get(), budget: wanted, typed: byHand });
  return (
    <div>
      <p class="quiet shop-question" id="budget">
        {t("page-shop-budget")}
      </p>
      <div class="chips" role="group" aria-labelledby="budget">
        {BUDGETS.map((one) => (
          <Chip key={one} on={!typed && budget === one} onPress={() => choose(one)}>
            {wholeUsd(Number(one))}
          </Chip>
        ))}
        <Chip on={budget === undefined} onPress={() => choose(undefined)}>
          {t("page-shop-everything")}
        </Chip>
        <Chip on={typed} onPress={() => choose(budget ?? "200", true)}>
          {t("page-shop-other")}
        </Chip>
      </div>
      {typed && (
        <Card class="sliders shop-typed">
          <NumberField
            label={t("page-shop-budget")}
            unit="USD"
            value={approximate(budget) ?? 0}
            limits={[1, MOST]}
            onValue={(value) => choose(String(value), true)}
          />
        </Card>
      )}
    </div>
  );
}

const Chip = ({ on, onPress, children }: { on: boolean; onPress(): void; children: string }) => (
  <button type="button" class={on ? "chip on" : "chip"} aria-pressed={on} onClick={onPress}>
    {children}
  </button>
);
