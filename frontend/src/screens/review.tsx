// What somebody is about to order: price, what comes for it, the terms, and why it may be refused.

import "./order.css";
import { useEffect, useState } from "preact/hooks";
import { useShown } from "../data/hooks.ts";
import { ORDER_PROBLEMS } from "../data/order-problems.ts";
import type { Review } from "../data/order-schemas.ts";
import { reviewOf } from "../data/orders.ts";
import type { Resource } from "../data/resource.ts";
import { useSession } from "../data/session.ts";
import { type Catalogue, shopOf } from "../data/shop.ts";
import { openLink } from "../telegram/dialogs.ts";
import { useClosingConfirmation, useMainButton } from "../telegram/hooks.ts";
import { t } from "../text/translate.ts";
import { Action } from "../ui/action.tsx";
import { Card, Columns, Section } from "../ui/card.tsx";
import { Header } from "../ui/header.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { BoneList } from "../ui/placeholder.tsx";
import { ProjectionNotice } from "../ui/projection.tsx";
import { FigureRow, Row } from "../ui/row.tsx";
import { TroubleLine } from "../ui/trouble.tsx";
import { buyText, starsText } from "./order-text.ts";
import { RecoveryEmail } from "./recovery-email.tsx";
import { earnsNothing, efficiencyOf, netOf, powerOf, priceOf, starsOf } from "./shop-text.ts";
import { useOrdering } from "./use-ordering.ts";

export default function ReviewScreen({ id }: { id: string }) {
  const session = useSession();
  // Names this opening of the screen: an order that is sent twice from here is one order.
  const [key] = useState(() => crypto.randomUUID());
  const review = reviewOf(session, id, key);
  const view = useShown(review);
  const shop = useShown(shopOf(session));
  const open = view.data?.openOrder;
  useEffect(() => {
    if (open) session.nav.replace({ name: "order", id: open });
  }, [session, open]);
  return (
    <div class="form-screen">
      <Header title={t("page-review")} />
      <Loaded of={review} view={view}>
        {(data) =>
          data.openOrder || (!shop.data && shop.error === undefined) ? (
            <BoneList count={6} />
          ) : (
            <Agreement data={data} of={review} opening={key} figures={figuresOf(data, shop.data)} />
          )
        }
      </Loaded>
    </div>
  );
}

interface Props {
  data: Review;
  of: Resource<Review>;
  opening: string;
  /** When the figures were true that a day is calculated from; undefined where there is none. */
  figures: number | undefined;
}

const figuresOf = ({ offer }: Review, shop: Catalogue | undefined): number | undefined =>
  shop && offer.day ? Date.parse(shop.figuresAsOf) : undefined;

function Agreement({ data, of, opening, figures }: Props) {
  const { offer, refusal, termsVersion } = data;
  const [first] = useState(offer.priceStars);
  // Agreed is to this price and to these terms: when one changes, the box is empty again.
  const terms = `${offer.priceStars} ${termsVersion}`;
  const [agreed, setAgreed] = useState("");
  const { busy, error, order } = useOrdering(of, data, opening);
  useClosingConfirmation(busy);
  useMainButton(
    refusal ? undefined : { text: buyText(offer.priceStars), busy, disabled: agreed !== terms, press: order },
  );
  const changed = first !== offer.priceStars;
  return (
    <Columns
      first={
        <>
          <Offered data={data} figures={figures} />
          {refusal && <Refusal refusal={refusal} limit={data.limit} />}
          {error !== undefined && <Failed error={error} />}
          {changed && error === undefined && <Notice text={t("page-refused-price")} />}
        </>
      }
      second={
        <>
          <RecoveryEmail />
          {!refusal && <Terms data={data} agreed={agreed === terms} onAgree={(yes) => setAgreed(yes ? terms : "")} />}
          <Notes data={data} figures={figures} />
        </>
      }
    />
  );
}

const Notice = ({ text }: { text: string }) => (
  <p class="notice" role="status">
    {text}
  </p>
);

const Failed = ({ error }: { error: unknown }) => (
  <Card class="order-card">
    <TroubleLine error={error} />
  </Card>
);

function Refusal({ refusal, limit }: { refusal: NonNullable<Review["refusal"]>; limit: number | null }) {
  const why = t(ORDER_PROBLEMS[refusal].message);
  return <Notice text={limit === null ? why : `${why} ${t("page-refused-most", { stars: starsText(limit) })}`} />;
}

type Shown = Pick<Props, "data" | "figures">;

const Offered = ({ data: { offer }, figures }: Shown) => (
  <Section title={t("page-review-receive")}>
    <Row icon="miners" title={powerOf(offer)} note={efficiencyOf(offer)} />
    <Row title={t("page-review-where")} />
    {figures !== undefined && <FigureRow title={t("page-review-net")}>{netOf(offer)}</FigureRow>}
    <Row
      title={<strong>{t("page-review-pay")}</strong>}
      value={<strong class="figure order-price">{starsOf(offer)}</strong>}
      more={priceOf(offer)}
    />
  </Section>
);

/** What the figures above rest on. */
const Notes = ({ data: { offer, validSeconds }, figures }: Shown) => (
  <>
    <p class="footnote">
      {t("page-review-valid", { count: Math.round(validSeconds / 60) })} {t("shop-stars-cost")}
    </p>
    {figures !== undefined && (
      <>
        <p class="footnote">
          {earnsNothing(offer) && t("calc-loses")} {t("shop-no-discount")}
        </p>
        <ProjectionNotice at={figures} />
      </>
    )}
  </>
);

interface TermsProps {
  data: Review;
  agreed: boolean;
  onAgree(agreed: boolean): void;
}

const Terms = ({ data: { termsUrl }, agreed, onAgree }: TermsProps) => (
  <Section title={t("page-review-terms")}>
    <label class="row order-agree">
      <input type="checkbox" checked={agreed} onChange={({ currentTarget }) => onAgree(currentTarget.checked)} />
      <span>{t("page-review-agree")}</span>
    </label>
    <div class="order-terms">
      <p class="quiet">{t("page-review-telegram")}</p>
      <Action onPress={() => openLink(termsUrl)}>{t("page-review-read")}</Action>
    </div>
  </Section>
);
