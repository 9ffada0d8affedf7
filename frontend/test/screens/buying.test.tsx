// @vitest-environment happy-dom

import { act, fireEvent, screen, waitFor } from "@testing-library/preact";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { OrderState } from "../../src/data/order-schemas.ts";
import { STATES } from "../../src/screens/order-text.ts";
import type { Button } from "../../src/telegram/buttons.ts";
import type { InvoiceStatus } from "../../src/telegram/payments.ts";
import { t } from "../../src/text/translate.ts";
import {
  type Answering,
  type Asked,
  json,
  ORDER,
  offerAt,
  openApp,
  orderWith,
  refuse,
  reviewWith,
  shopWith,
} from "./app.tsx";

const main: { button: Button | undefined; back: (() => void) | undefined } = { button: undefined, back: undefined };

vi.mock("../../src/telegram/buttons.ts", () => ({
  setMainButton: (button: Button | undefined) => {
    main.button = button;
  },
  setBackButton: (back: (() => void) | undefined) => {
    main.back = back;
  },
  setSettingsButton: () => () => undefined,
  confirmClosing: () => undefined,
}));

const client = vi.hoisted(() => ({
  invoices: [] as string[],
  said: undefined as string | undefined,
  asked: 0,
  allows: true as boolean | undefined,
}));

vi.mock("../../src/telegram/payments.ts", () => ({
  openInvoice: async (url: string): Promise<InvoiceStatus | undefined> => {
    client.invoices.push(url);
    return client.said as InvoiceStatus | undefined;
  },
  requestWriteAccess: async (): Promise<boolean | undefined> => {
    client.asked += 1;
    return client.allows;
  },
}));

const never = (): Promise<Response> => new Promise(() => undefined);
const text = (): string => document.body.textContent?.replaceAll("\u00a0", " ") ?? "";
const title = (): string | null => screen.getByRole("heading", { level: 1 }).textContent;
const press = (): void => void act(() => main.button?.press());

beforeEach(() => {
  localStorage.clear();
  Object.assign(client, { invoices: [], said: undefined, asked: 0, allows: true });
  vi.stubGlobal("confirm", () => true);
});

/** A server whose answers can be changed, by path. */
function serving(answers: Record<string, (asked: Asked) => Response | Promise<Response> | undefined>): Answering {
  const usual: typeof answers = {
    "/api/shop": () => shopWith([offerAt(7, "1", "14.99", "0.012")], false, true),
    "/api/orders/review": () => json(reviewWith()),
    "/api/order": () => json(orderWith("awaiting")),
  };
  return (asked) => (answers[asked.path] ?? usual[asked.path])?.(asked);
}

const made: Record<string, (asked: Asked) => Response | undefined> = {
  "/api/orders": ({ method }) => (method === "POST" ? json(orderWith("quoted")) : undefined),
};

async function review(answers: Parameters<typeof serving>[0] = made) {
  const opened = openApp(serving(answers), { link: "review_7" });
  await screen.findByRole("checkbox");
  return opened;
}

const agree = (): void => void fireEvent.click(screen.getByRole("checkbox"));
const sent = (asked: readonly Asked[]): Asked[] =>
  asked.filter(({ method, path }) => method === "POST" && path === "/api/orders");

test("an offer leads to the review where something is sold", async () => {
  openApp(serving({}), { link: "offer_7" });
  await waitFor(() => expect(main.button?.text).toBe("Buy for 1,154 Stars"));
  press();
  await waitFor(() => expect(title()).toBe(t("page-review")));
});

test("nothing can be ordered before the box is ticked, and the order says what was agreed to", async () => {
  const { asked, session } = await review();
  expect(main.button?.disabled).toBe(true);
  expect(text()).toContain("1,154 Stars");
  expect(text()).toContain("$14.99");
  expect(text()).toContain(t("page-review-telegram"));
  agree();
  await waitFor(() => expect(main.button?.disabled).toBe(false));
  press();
  await waitFor(() => expect(session.nav.place.get().stack.at(-1)).toEqual({ name: "order", id: ORDER }));
  const [order] = sent(asked);
  expect(order?.body).toEqual({ offer: "7", priceStars: 1154, termsVersion: "1", isAdult: true });
  expect(order?.headers["Idempotency-Key"]).toMatch(/^[0-9a-f-]{36}$/);
  session.nav.pressBack();
  await waitFor(() => expect(main.button?.text).toContain("Buy for")); // the review is not left below the order
});

test("two taps send one order, and Back does nothing while it is sent", async () => {
  const { asked, session } = await review({ "/api/orders": ({ method }) => (method === "POST" ? never() : undefined) });
  agree();
  await waitFor(() => expect(main.button?.disabled).toBe(false));
  const { button } = main;
  act(() => {
    button?.press();
    button?.press();
  });
  main.back?.();
  await waitFor(() => expect(main.button?.busy).toBe(true));
  main.button?.press();
  main.back?.();
  expect(session.nav.place.get().stack.at(-1)?.name).toBe("review");
  expect(sent(asked)).toHaveLength(1);
});

test("an order whose answer is lost is sent again with the same key", async () => {
  let fail = true;
  const { asked } = await review({
    "/api/orders": ({ method }) => {
      if (method !== "POST") return undefined;
      return fail ? refuse(504, "partner_timeout") : json(orderWith("quoted"));
    },
  });
  agree();
  await waitFor(() => expect(main.button?.disabled).toBe(false));
  press();
  await waitFor(() => expect(screen.getByRole("alert").textContent).toContain(t("error-timeout")));
  fail = false;
  await waitFor(() => expect(main.button?.busy).toBe(false));
  press();
  await waitFor(() => expect(title()).toBe(t("page-order-awaiting")));
  const keys = sent(asked).map(({ headers }) => headers["Idempotency-Key"]);
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
});

test("a changed price is shown, and has to be agreed to", async () => {
  let price = "14.99";
  await review({
    "/api/orders/review": () => json(reviewWith({ offer: offerAt(7, "1", price, "0.012") })),
    "/api/orders": ({ method }) => (method === "POST" ? refuse(409, "price_changed") : undefined),
  });
  agree();
  await waitFor(() => expect(main.button?.disabled).toBe(false));
  price = "16.99";
  press();
  await waitFor(() => expect(text()).toContain("1,307 Stars"));
  expect(text()).toContain(t("page-refused-price"));
  expect(screen.getByRole<HTMLInputElement>("checkbox").checked).toBe(false);
  expect(main.button?.disabled).toBe(true);
});

test.each([
  ["not_selling", "page-refused-not-selling", null],
  ["account_unknown", "page-refused-account", null],
  ["over_order_limit", "page-refused-one", 10_000],
  ["over_first_order_limit", "page-refused-first", 1500],
  ["over_user_limit", "page-refused-period", 0],
] as const)(
  "a review that is refused for %s says why, with the figure, and offers nothing",
  async (refusal, name, limit) => {
    openApp(serving({ "/api/orders/review": () => json(reviewWith({ refusal, limit })) }), { link: "review_7" });
    await waitFor(() => expect(text()).toContain(t(name)));
    if (limit !== null) expect(text()).toContain(`${limit.toLocaleString("en")} Stars`);
    expect(screen.queryByRole("checkbox")).toBeNull();
    expect(main.button).toBeUndefined();
  },
);

test("an offer that is gone is said", async () => {
  openApp(serving({ "/api/orders/review": () => refuse(409, "offer_gone") }), { link: "review_7" });
  await waitFor(() => expect(text()).toContain(t("page-refused-gone")));
});

test("an open order takes the place of a new one", async () => {
  const { session } = openApp(serving({ "/api/orders/review": () => json(reviewWith({ openOrder: ORDER })) }), {
    link: "review_7",
  });
  await waitFor(() => expect(title()).toBe(t("page-order-awaiting")));
  expect(session.nav.place.get().stack.map(({ name }) => name)).toEqual(["offer", "order"]);
});

test("initData that is too old to act asks to open the app again", async () => {
  await review({
    "/api/orders": ({ method }) => (method === "POST" ? refuse(401, "init_data_too_old_for_action") : undefined),
  });
  agree();
  await waitFor(() => expect(main.button?.disabled).toBe(false));
  press();
  await waitFor(() => expect(screen.getByRole("alert").textContent).toContain(t("page-error-reopen-to-act")));
  expect(screen.getByRole("button", { name: t("page-close") })).toBeTruthy();
});

test("who is not logged in logs in on the way and comes back to the review", async () => {
  let loggedIn = false;
  const { session } = openApp(
    serving({ "/api/overview": () => (loggedIn ? undefined : refuse(401, "not_logged_in")) }),
    { link: "offer_7" },
  );
  await waitFor(() => expect(main.button?.text).toContain("Buy for"));
  press();
  await waitFor(() => expect(text()).toContain(t("page-welcome")));
  act(() => main.back?.());
  await waitFor(() => expect(main.button?.text).toContain("Buy for"));
  press();
  await waitFor(() => expect(text()).toContain(t("page-welcome")));
  loggedIn = true;
  await session.entered();
  await waitFor(() => expect(title()).toBe(t("page-review")));
});

test("the right to write is asked for once, and an order says when it was refused", async () => {
  client.allows = false;
  const { session } = await review();
  agree();
  await waitFor(() => expect(main.button?.disabled).toBe(false));
  press();
  await waitFor(() => expect(text()).toContain(t("page-order-no-receipt")));
  expect(client.asked).toBe(1);
  session.nav.replace({ name: "review", id: "7" });
  await screen.findByRole("checkbox");
  agree();
  await waitFor(() => expect(main.button?.disabled).toBe(false));
  press();
  await waitFor(() => expect(title()).toBe(t("page-order-awaiting")));
  expect(client.asked).toBe(1);
});

describe("an order", () => {
  const open = (answer: () => Response, more: Parameters<typeof serving>[0] = {}) =>
    openApp(serving({ "/api/order": answer, ...more }), { link: `order_${ORDER}` });

  test.each(Object.keys(STATES) as OrderState[])("that is %s says so in words", async (state) => {
    open(() => json(orderWith(state)));
    await waitFor(() => expect(title()).toBe(t(STATES[state].title)));
    expect(text()).toContain(t(STATES[state].text));
    expect(text()).toContain("99999ABC");
  });

  test.each([
    ["late", "arrived after the order had ended"],
    ["surplus", "were paid once too often"],
    ["refunding", "1,154 Stars go back to you"],
    ["refunded", "1,154 Stars have gone back to you"],
    ["charged back", "were taken back by Telegram or by the store"],
  ])("with a payment that is %s says what becomes of it", async (state, words) => {
    open(() => json(orderWith("expired", { payments: [{ units: 1154, state, paidAt: "2026-11-25T10:00:00Z" }] })));
    await waitFor(() => expect(text()).toContain(words));
  });

  test("is paid by its invoice, and what Telegram says of it is not believed", async () => {
    let state = "awaiting";
    client.said = "failed";
    const { clock } = open(() => json(orderWith(state)));
    await waitFor(() => expect(main.button?.text).toBe("Pay 1,154 Stars"));
    const { button } = main;
    act(() => {
      button?.press();
      button?.press();
    });
    await waitFor(() => expect(main.button?.text).toBe(t("page-order-checking")));
    expect(main.button?.busy).toBe(true);
    expect(client.invoices).toEqual(["https://t.me/$slug-1"]);
    expect(text()).toContain(t("page-order-said-failed"));
    state = "done";
    await act(() => clock.pass(1500));
    await waitFor(() => expect(title()).toBe(t("page-order-done")));
    expect(main.button?.text).toBe(t("page-order-portfolio"));
  });

  test("that is done has the portfolio and the miners fetched again, and leads there", async () => {
    const { asked, session } = open(() => json(orderWith("done")));
    await waitFor(() => expect(main.button?.text).toBe(t("page-order-portfolio")));
    await waitFor(() => expect(asked.filter(({ path }) => path === "/api/miners")).toHaveLength(1));
    press();
    expect(session.nav.place.get()).toEqual({ tab: "overview", stack: [] });
  });

  test("whose price has ended cannot be paid", async () => {
    open(() => json(orderWith("awaiting", { secondsLeft: 0 })));
    await waitFor(() => expect(text()).toContain(t("page-order-left-none")));
    expect(main.button).toBeUndefined();
  });

  test("counts the seconds of its price down", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    open(() => json(orderWith("awaiting", { secondsLeft: 61 })));
    await waitFor(() => expect(screen.getByRole("timer").textContent).toContain("1:01"));
    act(() => void vi.advanceTimersByTime(2000));
    await waitFor(() => expect(screen.getByRole("timer").textContent).toContain("0:59"));
  });

  test("is cancelled once it is confirmed, unless it is being paid", async () => {
    let state = "awaiting";
    const { asked } = open(() => json(orderWith(state)), {
      "/api/orders/cancel": () => {
        state = "cancelled";
        return json(orderWith(state));
      },
    });
    const cancel = await screen.findByRole("button", { name: t("page-order-cancel") });
    vi.stubGlobal("confirm", () => false);
    fireEvent.click(cancel);
    await act(() => Promise.resolve());
    expect(asked.some(({ path }) => path === "/api/orders/cancel")).toBe(false);
    vi.stubGlobal("confirm", () => true);
    await waitFor(() => expect(cancel.getAttribute("aria-busy")).toBe("false"));
    fireEvent.click(cancel);
    await waitFor(() => expect(title()).toBe(t("page-order-cancelled")));
    expect(asked.find(({ path }) => path === "/api/orders/cancel")?.body).toEqual({ id: ORDER });
    expect(main.button?.text).toBe(t("page-order-again"));
  });

  test("of somebody else is not found", async () => {
    open(() => refuse(404, "order_unknown"));
    await waitFor(() => expect(text()).toContain(t("page-refused-unknown")));
  });

  test("is open to who is not logged in any more", async () => {
    open(() => json(orderWith("paid")), { "/api/overview": () => refuse(401, "not_logged_in") });
    await waitFor(() => expect(title()).toBe(t("page-order-paid")));
    expect(text()).toContain(t("page-order-receipt"));
  });
});

test("the orders are listed, with the number of open ones at the wallet", async () => {
  const items = [orderWith("awaiting"), orderWith("done", { id: "2" })];
  const { session } = openApp(serving({ "/api/orders": () => json({ items, open: 1 }) }), { link: "wallet" });
  await waitFor(() =>
    expect(screen.getByRole("button", { name: /^Wallet/ }).textContent).toBe(`Wallet1 ${t("page-open-orders")}`),
  );
  fireEvent.click(await screen.findByRole("button", { name: new RegExp(`^${t("page-orders")}`) }));
  await waitFor(() => expect(text()).toContain(t("page-order-done")));
  fireEvent.click(screen.getByRole("button", { name: new RegExp(t("page-order-awaiting")) }));
  await waitFor(() => expect(session.nav.place.get().stack.at(-1)).toEqual({ name: "order", id: ORDER }));
});

test("no orders are said", async () => {
  openApp(serving({}), { link: "orders" });
  await waitFor(() => expect(text()).toContain(t("page-orders-none")));
});
