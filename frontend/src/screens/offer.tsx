// One miner on sale: its price, and what today's figures leave of a day.

import { approximate } from "../data/decimal.ts";
import { useShown } from "../data/hooks.ts";
import { useSession } from "../data/session.ts";
import { type Catalogue, type Offer, shopOf } from "../data/shop.ts";
import { useMainButton } from "../telegram/hooks.ts";
import { usd } from "../text/formats.ts";
import { t } from "../text/translate.ts";
import { Card, Columns, Section } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { Header } from "../ui/header.tsx";
import { Headline } from "../ui/headline.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { ProjectionNotice } from "../ui/projection.tsx";
import { FigureRow } from "../ui/row.tsx";
import { buyText } from "./order-text.ts";
import { earnsNothing, efficiencyOf, netOf, paybackOf, perThOf, powerOf, priceOf, starsOf } from "./shop-text.ts";

export default function OfferScreen({ id }: { id: string }) {
  const shop = shopOf(useSession());
  const view = useShown(shop);
  const find = ({ offers }: Catalogue): Offer | undefined => offers.find((one) => String(one.id) === id);
  const found = view.data && find(view.data);
  return (
    <>
      <Header title={found ? `${powerOf(found)} · ${efficiencyOf(found)}` : t("page-shop")} view={view} />
      <Loaded of={shop} view={view}>
        {(data) => (found ? <Details offer={found} catalogue={data} /> : <Unknown />)}
      </Loaded>
      {found && view.data?.sells && <Buy offer={found} />}
    </>
  );
}

/** The way to buy: what the order would be comes first. */
function Buy({ offer }: { offer: Offer }) {
  const { nav } = useSession();
  useMainButton({
    text: buyText(offer.priceStars),
    press: () => nav.open({ name: "review", id: String(offer.id) }),
  });
  return <div class="form-screen" />;
}

const Unknown = () => (
  <Card class="list">
    <Empty icon="shop" title={t("page-shop-unknown")} />
  </Card>
);

const Details = ({ offer, catalogue }: { offer: Offer; catalogue: Catalogue }) => (
  <Columns
    first={
      <>
        <Card class="hero">
          <Headline
            label={t("page-shop-price")}
            note={`${starsOf(offer)} · ${t("page-shop-per-th", { usd: perThOf(offer) })}`}
            figure
          >
            {priceOf(offer)}
          </Headline>
        </Card>
        <p class="footnote">{t("shop-stars-cost")}</p>
        <Facts offer={offer} />
      </>
    }
    second={<Day offer={offer} catalogue={catalogue} />}
  />
);

const Facts = ({ offer }: { offer: Offer }) => (
  <Section title={t("page-facts")}>
    <FigureRow title={t("page-power")}>{powerOf(offer)}</FigureRow>
    <FigureRow title={t("page-efficiency")} note={t("page-efficiency-note")}>
      {efficiencyOf(offer)}
    </FigureRow>
  </Section>
);

function Day({ offer, catalogue: { figuresAsOf, showsPayback } }: { offer: Offer; catalogue: Catalogue }) {
  const { day } = offer;
  if (!day) return <p class="footnote">{t("error-figures")}</p>;
  const net = approximate(day.net);
  return (
    <>
      <Section title={t("page-at-todays-figures")}>
        <FigureRow title={t("page-gross")}>{usd(approximate(day.gross), net)}</FigureRow>
        <FigureRow title={t("page-fees")}>−{usd(approximate(day.fees), net)}</FigureRow>
        <FigureRow title={t("page-a-day")}>{netOf(offer)}</FigureRow>
        {showsPayback && <FigureRow title={t("page-shop-payback")}>{paybackOf(offer)}</FigureRow>}
      </Section>
      {earnsNothing(offer) && <p class="footnote">{t("calc-loses")}</p>}
      <p class="footnote">{t("shop-no-discount")}</p>
      <ProjectionNotice at={Date.parse(figuresAsOf)} />
    </>
  );
}
