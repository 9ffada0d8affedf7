import { expect, test } from "vitest";
import { type Api, connect } from "../../src/data/api.ts";
import { orderOf } from "../../src/data/orders.ts";
import { openSources } from "../../src/data/sources.ts";
import { NOTHING_KEPT } from "../../src/data/storage.ts";
import type { InvoiceStatus } from "../../src/telegram/payments.ts";
import { orderWith } from "../screens/app.tsx";
import { type FakeClock, fakeClock, settled } from "./fakes.ts";

interface World {
  clock: FakeClock;
  asked(): number;
  /** What the server says of the order from now on. */
  is(state: string, more?: Readonly<Record<string, unknown>>): void;
  order: ReturnType<typeof orderOf>;
}

function open(state: string): World {
  const clock = fakeClock();
  let asked = 0;
  let answer: unknown = orderWith(state);
  const api: Api = connect("", async () => {
    asked += 1;
    return new Response(JSON.stringify(answer));
  });
  const environment = { clock };
  const sources = openSources({ api, cache: NOTHING_KEPT, environment, everybody: environment });
  return {
    clock,
    asked: () => asked,
    is: (next, more) => {
      answer = orderWith(next, more);
    },
    order: orderOf(sources, "1"),
  };
}

test("an open order is asked for every second for 20 s, then every 5 s, until it is hidden", async () => {
  const { clock, asked, order } = open("awaiting");
  const hide = order.show();
  await clock.pass(19_500);
  expect(asked()).toBe(1 + 19);
  await clock.pass(20_500);
  const after = asked();
  await clock.pass(20_000);
  expect(asked() - after).toBe(4);
  order.hurry();
  await clock.pass(5000);
  expect(asked() - after).toBe(9);
  hide();
  await clock.pass(60_000);
  expect(asked() - after).toBe(9);
});

test("it is asked for no more when it is done", async () => {
  const { clock, asked, is, order } = open("fulfilling");
  order.show();
  await clock.pass(3000);
  is("done");
  await clock.pass(2000);
  const after = asked();
  await clock.pass(60_000);
  expect(asked()).toBe(after);
  expect(order.view.get().data?.state).toBe("done");
});

test("after an end without a miner it is asked for until what was paid has gone back", async () => {
  const { clock, asked, is, order } = open("failed");
  is("failed", { payments: [{ units: 1154, state: "refunding", paidAt: "2026-11-25T10:00:00Z" }] });
  order.show();
  await clock.pass(60_000);
  const before = asked();
  await clock.pass(10_000);
  expect(asked()).toBe(before + 2);
  is("failed", { payments: [{ units: 1154, state: "refunded", paidAt: "2026-11-25T10:00:00Z" }] });
  await clock.pass(6000);
  const after = asked();
  await clock.pass(60_000);
  expect(asked()).toBe(after);
});

test.each(["paid", "failed", "pending"] as const)(
  "an invoice closed as %s is not opened again for 10 s",
  async (said) => {
    const { clock, order } = open("awaiting");
    order.show();
    let opened = 0;
    const pay = async (): Promise<InvoiceStatus> => {
      opened += 1;
      return said;
    };
    await Promise.all([order.pay(pay), order.pay(pay)]);
    expect(opened).toBe(1);
    expect(order.invoice.get()).toEqual({ is: "settling", said });
    await clock.pass(9900);
    await order.pay(pay);
    expect(opened).toBe(1);
    await clock.pass(200);
    await order.pay(pay);
    expect(opened).toBe(2);
  },
);

test("an invoice that the person closed can be opened at once", async () => {
  const { order } = open("awaiting");
  await order.pay(async () => "cancelled");
  await settled();
  expect(order.invoice.get()).toEqual({ is: "closed", said: "cancelled" });
});

test("a server that asks to wait is not asked before that", async () => {
  const clock = fakeClock();
  let asked = 0;
  const api = connect("", async () => {
    asked += 1;
    return new Response("{}", { status: 429, headers: { "Retry-After": "30" } });
  });
  const sources = openSources({ api, cache: NOTHING_KEPT, environment: { clock }, everybody: { clock } });
  orderOf(sources, "1").show();
  await clock.pass(29_000);
  expect(asked).toBe(1);
});
