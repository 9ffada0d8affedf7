// @vitest-environment happy-dom

import { fireEvent, screen, waitFor, within } from "@testing-library/preact";
import { beforeEach, expect, test } from "vitest";
import { shopChoice } from "../../src/data/shop.ts";
import { t } from "../../src/text/translate.ts";
import { type Answering, offerAt, openApp, refuse, shopWith } from "./app.tsx";

const OFFERS = [
  offerAt(1, "1", "14.99", "0.012"),
  offerAt(2, "8", "133.99", "0.125", "12"),
  offerAt(3, "16", "216.99", "0.25"),
  offerAt(4, "100", "999.99", "0", "40"),
];

const text = (): string => document.body.textContent?.replaceAll("\u00a0", " ") ?? "";
const main = () => within(screen.getByRole("main"));
const button = (name: string | RegExp): HTMLElement => main().getByRole("button", { name });

const answering =
  (shop: () => Response, loggedIn: boolean): Answering =>
  ({ path }) => {
    if (path === "/api/shop") return shop();
    return path === "/api/overview" && !loggedIn ? refuse(401, "not_logged_in") : undefined;
  };

const open = (shop: () => Response = () => shopWith(OFFERS), { loggedIn = true, link = "shop" } = {}) =>
  openApp(answering(shop, loggedIn), { link });

beforeEach(() => shopChoice.set({ budget: "200", typed: false, view: "cards" }));

test("the shop says what a budget buys, at which price, and what that nets", async () => {
  open();
  await waitFor(() => expect(text()).toContain("8 TH"));
  expect(text()).toContain("$133.99");
  expect(text()).toContain("10,307 Stars");
  expect(text()).toContain("+$0.13");
  expect(text()).not.toContain("216.99");
  fireEvent.click(button("$500"));
  await waitFor(() => expect(text()).toContain("$216.99"));
  expect(text()).not.toContain("999.99");
  fireEvent.click(button(t("page-shop-everything")));
  await waitFor(() => expect(text()).toContain("$999.99"));
  expect(text()).toContain(t("page-shop-earns-nothing"));
});

test("a budget can be typed, and one that buys nothing says what the cheapest costs", async () => {
  open();
  await waitFor(() => expect(text()).toContain("8 TH"));
  fireEvent.click(button(t("page-shop-other")));
  const field = await screen.findByRole("textbox", { name: /money buy/ });
  fireEvent.input(field, { target: { value: "14.98" } });
  fireEvent.blur(field);
  await waitFor(() => expect(text()).toContain("The cheapest miner costs $14.99"));
  fireEvent.input(field, { target: { value: "14.99" } });
  fireEvent.blur(field);
  await waitFor(() => expect(text()).toContain("1 TH"));
});

test("the table is sorted by the column that is pressed", async () => {
  shopChoice.set({ budget: undefined, typed: false, view: "table" });
  open();
  const powers = (): (string | null)[] =>
    main()
      .getAllByRole("rowheader")
      .map((one) => one.querySelector("strong")?.textContent?.replace("\u00a0TH", "") ?? null);
  await waitFor(() => expect(powers()).toEqual(["1", "8", "16", "100"]));
  fireEvent.click(button(t("page-a-day")));
  expect(powers()).toEqual(["16", "8", "1", "100"]);
  expect(
    main()
      .getByRole("columnheader", { name: t("page-a-day") })
      .getAttribute("aria-sort"),
  ).toBe("descending");
  expect(main().queryByRole("columnheader", { name: t("page-shop-payback") })).toBeNull();
});

test("an offer opens with its price and its day, without any way to pay", async () => {
  open();
  await waitFor(() => expect(text()).toContain("8 TH"));
  fireEvent.click(button(/8.TH/));
  await waitFor(() => expect(screen.getByRole("heading", { level: 1 }).textContent).toContain("12"));
  expect(text()).toContain("$133.99");
  expect(text()).toContain("−$1.25");
  expect(text()).toContain("+$0.13");
  expect(main().queryAllByRole("button")).toEqual([]);
});

test("an offer that is no longer there is said", async () => {
  open(undefined, { link: "offer_99" });
  await waitFor(() => expect(text()).toContain(t("page-shop-unknown")));
});

test("pay-back is shown only where the server says so, also for what never pays back", async () => {
  shopChoice.set({ budget: undefined, typed: false, view: "cards" });
  const paying = OFFERS.map((one) => ({ ...one, paybackDays: one.id === 4 ? null : 1126 }));
  open(() => shopWith(paying, true));
  await waitFor(() => expect(text()).toContain("≈ 1,126 days"));
  expect(text()).toContain(t("page-shop-never"));
  expect(text()).toContain(t("page-shop-by-payback"));
});

test("an empty shop is said", async () => {
  open(() => shopWith([]));
  await waitFor(() => expect(text()).toContain(t("shop-none")));
});

test("a failure can be tried again", async () => {
  let fail = true;
  open(() => (fail ? refuse(502, "partner_broken") : shopWith(OFFERS)));
  await waitFor(() => expect(screen.getByRole("alert").textContent).toContain(t("error-broken")));
  fail = false;
  fireEvent.click(button(t("button-again")));
  await waitFor(() => expect(text()).toContain("8 TH"));
});

test("the shop is open before a login, and Back leads to the login", async () => {
  const { session } = open(undefined, { loggedIn: false, link: "overview" });
  fireEvent.click(await screen.findByRole("button", { name: t("page-see-shop") }));
  await waitFor(() => expect(text()).toContain("8 TH"));
  expect(session.access.get()).toBe("out");
  expect(screen.queryByRole("navigation")).toBeNull();
  fireEvent.click(button(/8.TH/));
  await waitFor(() => expect(text()).toContain("−$1.25"));
  session.nav.pressBack();
  await waitFor(() => expect(text()).toContain(t("page-shop-budget")));
  await session.refresh(); // asks for the portfolio as well, which is refused
  expect(text()).toContain("8 TH");
  session.nav.to("overview");
  await waitFor(() => expect(text()).toContain(t("page-welcome")));
});

test("without the operator's key the shop says that a login is needed, and has prices after one", async () => {
  let loggedIn = false;
  const answer: Answering = (one) =>
    one.path === "/api/shop" && loggedIn
      ? shopWith(OFFERS)
      : answering(() => refuse(401, "not_logged_in"), loggedIn)(one);
  const { session } = openApp(answer, { link: "shop" });
  await waitFor(() => expect(text()).toContain(t("error-login")));
  loggedIn = true;
  await session.entered();
  session.nav.to("overview");
  await waitFor(() => expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(t("page-overview")));
  session.nav.to("shop");
  await waitFor(() => expect(text()).toContain("8 TH"));
});
