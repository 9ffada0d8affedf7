// Orders and their reviews. What an order is, our server says; what Telegram reports about a payment
// is only a reason to ask it.

import type { InvoiceStatus } from "../telegram/payments.ts";
import type { Timer } from "./clock.ts";
import * as schemas from "./order-schemas.ts";
import { type Resource, resource } from "./resource.ts";
import type { Session } from "./session.ts";
import type { Tools } from "./sources.ts";
import { NOTHING_KEPT } from "./storage.ts";
import { type Store, store } from "./store.ts";

const OFTEN = 1000; // ms between questions while something is about to happen
const SELDOM = 5000;
const HURRY = 20_000; // ms for which something is about to happen
const SETTLING = 10_000; // ms after an invoice in which it is not opened again

type Opening = Pick<Session, "source" | "openOrders">;

/** The member's orders, also without a login. */
export const ordersOf = ({ source, openOrders }: Opening): Resource<schemas.Orders> =>
  source("orders", ({ api, everybody }) =>
    resource(
      { key: "", cache: NOTHING_KEPT, schema: schemas.orders },
      async () => {
        const data = await api.get("/api/orders", schemas.orders);
        openOrders.set(data.open);
        return { data, at: everybody.clock.now() };
      },
      everybody,
    ),
  );

/** What an order of an offer would be. Each opening of the screen, named by its key, asks again. */
export const reviewOf = ({ source }: Pick<Session, "source">, offer: string, key: string): Resource<schemas.Review> =>
  source(`review ${key}`, ({ api, environment }) =>
    resource(
      { key: "", cache: NOTHING_KEPT, schema: schemas.review },
      async () => ({
        data: await api.get("/api/orders/review", schemas.review, { offer }),
        at: environment.clock.now(),
      }),
      environment,
    ),
  );

/** The invoice on the screen; `settling`: it was closed so lately that the payment may be on its way. */
export interface Invoice {
  is: "closed" | "open" | "settling";
  /** What Telegram said when it was closed. */
  said?: InvoiceStatus | undefined;
}

/** An order that is asked for again and again while it is shown. */
export interface OrderWatch extends Resource<schemas.Order> {
  invoice: Store<Invoice>;
  /** Ask often for a while. */
  hurry(): void;
  /** Open the invoice, unless it is open or settling. */
  pay(open: () => Promise<InvoiceStatus | undefined>): Promise<void>;
}

export const orderOf = ({ source }: Pick<Session, "source">, id: string): OrderWatch =>
  source(`order ${id}`, (tools) => watch(tools, id));

function watch({ api, everybody }: Tools, id: string): OrderWatch {
  const { clock } = everybody;
  const order = resource(
    { key: "", cache: NOTHING_KEPT, schema: schemas.order },
    async () => ({ data: await api.get("/api/order", schemas.order, { id }), at: clock.now() }),
    everybody,
  );
  const invoice = store<Invoice>({ is: "closed" });
  let timer: Timer | undefined;
  let hurried = 0;

  const plan = (): void => {
    clock.cancel(timer);
    const left = hurried - clock.now();
    if (order.isShown() && !isOver(order.view.get().data, left)) {
      timer = clock.later(() => void ask(), left > 0 ? OFTEN : SELDOM);
    }
  };
  const ask = async (): Promise<void> => {
    if (order.isShown() && !globalThis.document?.hidden) await order.freshen(0);
    plan();
  };
  const hurry = (): void => {
    hurried = clock.now() + HURRY;
    plan();
  };
  return {
    ...order,
    invoice,
    hurry,
    show() {
      const hide = order.show();
      hurry();
      return hide;
    },
    async pay(open) {
      if (invoice.get().is !== "closed") return;
      invoice.set({ is: "open" });
      const said = await open();
      hurry();
      const settles = said !== undefined && said !== "cancelled";
      invoice.set({ is: settles ? "settling" : "closed", said });
      if (settles) clock.later(() => invoice.set({ is: "closed", said }), SETTLING);
    },
  };
}

/** Nothing more is to come; for a while after an invoice money may still arrive for an order that has ended. */
function isOver(order: schemas.Order | undefined, left: number): boolean {
  if (!order || order.isOpen || order.payments.some((one) => isMoving(one, order.state))) return false;
  return order.state === "done" || left <= 0;
}

/** Whether the payment is to go back and has not gone yet. */
const isMoving = ({ state }: schemas.Payment, order: schemas.OrderState): boolean =>
  state === "refunding" || state === "late" || state === "surplus" || (state === "matched" && order === "failed");
