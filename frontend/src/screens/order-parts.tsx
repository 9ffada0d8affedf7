// What an order's screen consists of.

import { useState } from "preact/hooks";
import type { Order } from "../data/order-schemas.ts";
import type { Invoice } from "../data/orders.ts";
import { openLink } from "../telegram/dialogs.ts";
import { haptic } from "../telegram/haptic.ts";
import { clock, moment } from "../text/formats.ts";
import { t } from "../text/translate.ts";
import { Card, Section } from "../ui/card.tsx";
import { copy } from "../ui/copy.ts";
import { useFocus } from "../ui/focus.ts";
import { Icon } from "../ui/icons.tsx";
import { Row } from "../ui/row.tsx";
import { paymentText, priceText, STATES, starsText } from "./order-text.ts";
import { efficiencyOf, powerOf } from "./shop-text.ts";

const HURRY = 60; // seconds left, from which on the time is marked

/** Where the order is, in words. */
export function Hero({ order, left }: { order: Order; left: number | undefined }) {
  const { title, text, icon, tone } = STATES[order.state];
  const heading = useFocus(t(title));
  const when = moment(Date.parse(order.createdAt), Date.now());
  return (
    <section class={`order-hero ${tone}`}>
      <p class="label">
        {t("page-order-title", { code: order.code })} · {when}
      </p>
      <span class="order-mark">
        <Icon name={icon} />
      </span>
      <div role="status">
        <h1 ref={heading} tabIndex={-1}>
          {t(title)}
        </h1>
        <p>{t(text)}</p>
      </div>
      {left !== undefined && <TimeLeft seconds={left} />}
    </section>
  );
}

const TimeLeft = ({ seconds }: { seconds: number }) => (
  <p class={seconds < HURRY ? "order-left hurry" : "order-left"} role="timer">
    {seconds ? t("page-order-left", { time: clock(seconds) }) : t("page-order-left-none")}
  </p>
);

export const Miner = ({ order }: { order: Order }) => (
  <Card class="list">
    <Row
      icon="miners"
      title={powerOf(order)}
      note={efficiencyOf(order)}
      value={<span class="figure">{starsText(order.priceStars)}</span>}
      more={priceText(order)}
    />
  </Card>
);

/** What Telegram said about the payment, as long as our server has not seen it. */
export function Said({ invoice: { is, said } }: { invoice: Invoice }) {
  if (is === "open" || !said || said === "cancelled") return null;
  return (
    <p class="notice order-said" role="status">
      {t(said === "failed" ? "page-order-said-failed" : "page-order-said-paid")}
    </p>
  );
}

/** The payments that did not pay for the miner, and what becomes of them. */
export function Payments({ order }: { order: Order }) {
  const texts = order.payments.map(paymentText).filter((text) => text !== undefined);
  if (!texts.length) return null;
  return (
    <Section title={t("page-order-payments")}>
      {texts.map((text) => (
        <p key={text} class="order-payment">
          {text}
        </p>
      ))}
    </Section>
  );
}

/** The code by which support finds the order, and how to reach support. */
export function Help({ order: { code, supportUrl } }: { order: Order }) {
  return (
    <div class="card list">
      <Row title={t("page-order-code")} value={<Code code={code} />} />
      {supportUrl && (
        <Row title={t("page-order-help")} note={t("button-support")} onPress={() => openLink(supportUrl)} />
      )}
    </div>
  );
}

function Code({ code }: { code: string }) {
  const [copied, setCopied] = useState(false);
  const press = async (): Promise<void> => {
    if (!(await copy(code))) return;
    haptic.success();
    setCopied(true);
  };
  return (
    <span class="order-code">
      <span class="mono">{code}</span>
      <button type="button" class="round" aria-label={t("page-order-copy")} onClick={() => void press()}>
        <Icon name={copied ? "check" : "copy"} />
      </button>
      <span class="visually-hidden" role="status">
        {copied && t("page-order-copied")}
      </span>
    </span>
  );
}
