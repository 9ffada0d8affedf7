// One order: where it is, how to pay it, and what is left to do.

import "./order.css";
import "../data/order-problems.ts";
import { useEffect } from "preact/hooks";
import { readChoice } from "../data/choices.ts";
import { useShown } from "../data/hooks.ts";
import { minersOf } from "../data/lists.ts";
import { type Order, order as orderAnswer } from "../data/order-schemas.ts";
import { type Invoice, type OrderWatch, orderOf, ordersOf } from "../data/orders.ts";
import { useSession } from "../data/session.ts";
import { useStore } from "../data/store.ts";
import type { Button } from "../telegram/buttons.ts";
import { openLink, popup } from "../telegram/dialogs.ts";
import { haptic } from "../telegram/haptic.ts";
import { useMainButton } from "../telegram/hooks.ts";
import { openInvoice } from "../telegram/payments.ts";
import { onVisible } from "../telegram/start.ts";
import { t } from "../text/translate.ts";
import { Action } from "../ui/action.tsx";
import { Columns } from "../ui/card.tsx";
import { useCountdown } from "../ui/countdown.ts";
import { Header } from "../ui/header.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { useOnce } from "../ui/once.ts";
import { troublePopup } from "../ui/trouble-popup.ts";
import { Help, Hero, Miner, Payments, Said } from "./order-parts.tsx";
import { payText } from "./order-text.ts";
import { Timeline } from "./order-timeline.tsx";

export default function OrderScreen({ id }: { id: string }) {
  const session = useSession();
  const order = orderOf(session, id);
  const view = useShown(order);
  const { data } = view;
  const invoice = useStore(order.invoice);
  const left = useCountdown(data?.secondsLeft, view.at);
  useEffect(() => onVisible((visible) => visible && order.hurry()), [order]);
  useFollowing(data);
  useMainButton(useButton(data, order, invoice, left));
  return (
    <div class="form-screen">
      {!data && <Header title={t("page-order")} />}
      <Loaded of={order} view={view}>
        {(shown) => (
          <Columns
            first={
              <>
                <Hero order={shown} left={left} />
                {shown.state === "awaiting" && <Said invoice={invoice} />}
                <Miner order={shown} />
                <Payments order={shown} />
                <Receipts order={shown} />
              </>
            }
            second={
              <>
                <Timeline order={shown} />
                <Help order={shown} />
                <Cancel order={shown} watch={order} invoice={invoice} />
              </>
            }
          />
        )}
      </Loaded>
    </div>
  );
}

/** What else the page knows follows the order: the list, and in the end the portfolio. */
function useFollowing(order: Order | undefined): void {
  const session = useSession();
  const state = order?.state;
  useEffect(() => {
    if (!state) return;
    void ordersOf(session).refresh();
    if (state !== "done" || session.access.get() !== "in") return;
    haptic.success();
    void session.overview.refresh();
    void minersOf(session).refresh();
  }, [session, state]);
}

/** The one thing to do about an order. */
function useButton(
  order: Order | undefined,
  watch: OrderWatch,
  { is }: Invoice,
  left: number | undefined,
): Button | undefined {
  const { nav } = useSession();
  if (!order) return undefined;
  const { state, invoiceUrl, supportUrl, offer } = order;
  switch (state) {
    case "quoted":
      return { text: payText(order), busy: true, press: () => undefined };
    case "awaiting": {
      if (!invoiceUrl || left === 0) return undefined;
      const text = is === "settling" ? t("page-order-checking") : payText(order);
      return { text, busy: is !== "closed", press: () => void watch.pay(() => openInvoice(invoiceUrl)) };
    }
    case "unknown":
    case "review":
      return supportUrl ? { text: t("button-support"), press: () => openLink(supportUrl) } : undefined;
    case "done":
      return { text: t("page-order-portfolio"), press: () => nav.to("overview") };
    case "failed":
    case "expired":
    case "cancelled":
      return { text: t("page-order-again"), press: () => nav.replace({ name: "review", id: offer }) };
    default:
      return undefined;
  }
}

/** While the order is under way: that the bot reports in the chat, or why it cannot. */
function Receipts({ order: { isOpen, state } }: { order: Order }) {
  const { launch } = useSession();
  const refused = !launch.user.writable && readChoice(launch.user.id, "write", ["refused"]);
  if (refused) return isOpen ? <p class="footnote">{t("page-order-no-receipt")}</p> : null;
  return state === "paid" || state === "fulfilling" ? <p class="footnote">{t("page-order-receipt")}</p> : null;
}

interface CancelProps {
  order: Order;
  watch: OrderWatch;
  invoice: Invoice;
}

function Cancel({ order: { id, state }, watch, invoice }: CancelProps) {
  const { api } = useSession();
  const title = t("page-order-cancel");
  const [busy, cancel] = useOnce(async () => {
    const answer = await popup(title, t("page-order-cancel-text"), [
      { id: "yes", text: title, type: "destructive" },
      { id: "no", text: t("page-order-cancel-no") },
    ]);
    if (answer !== "yes") return;
    try {
      await api.post("/api/orders/cancel", orderAnswer, { id });
    } catch (error) {
      haptic.error();
      await troublePopup(title, error);
    }
    await watch.refresh();
  });
  if ((state !== "awaiting" && state !== "quoted") || invoice.is !== "closed") return null;
  return (
    <div class="actions">
      <Action busy={busy} onPress={cancel}>
        {title}
      </Action>
    </div>
  );
}
