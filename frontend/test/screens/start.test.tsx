// @vitest-environment happy-dom

import { fireEvent, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setMainButton } from "../../src/telegram/buttons.ts";
import { t } from "../../src/text/translate.ts";
import { type Answering, json, openApp, refuse } from "./app.tsx";

const hooks = vi.hoisted(() => ({ main: undefined as { text: string; press(): void } | undefined }));
vi.mock("../../src/telegram/buttons.ts", async (original) => ({
  ...(await original<typeof import("../../src/telegram/buttons.ts")>()),
  setMainButton: vi.fn((button: typeof hooks.main) => {
    hooks.main = button;
  }),
}));

const text = (): string => document.body.textContent ?? "";
const START = "/api/auth/start";

const startButton = (): HTMLElement => screen.getByRole("button", { name: t("page-start") });

/** A server at which nobody is logged in before `start` answers without an error. */
function server(start: () => Response): { answer: Answering; started: () => number } {
  let inside = false;
  let count = 0;
  return {
    started: () => count,
    answer: ({ path }) => {
      if (path === START) {
        count += 1;
        const response = start();
        inside ||= response.ok;
        return response;
      }
      if (path === "/api/overview" && !inside) return refuse(401, "not_logged_in");
      if (path === "/api/me" && inside) {
        return json({ wallet: null, loggedInSince: "2026-11-25T10:00:00Z", way: "start" });
      }
      return undefined;
    },
  };
}

function offer(ways: string): void {
  document.head.innerHTML = `<meta name="login-ways" content="${ways}">`;
}

beforeEach(() => {
  hooks.main = undefined;
  offer("wallet start");
});
afterEach(() => {
  document.head.innerHTML = "";
  vi.unstubAllGlobals();
});

test.each([
  ["wallet start", "page-connect", "page-start"],
  ["start wallet", "page-start", "page-connect"],
  ["wallet", "page-connect", undefined],
  ["start", "page-start", undefined],
] as const)("with %s the first way is the main button, the second one follows", async (ways, first, second) => {
  offer(ways);
  openApp(server(() => json({ wallet: null })).answer);
  await waitFor(() => expect(hooks.main?.text).toBe(t(first)));
  expect(setMainButton).toHaveBeenCalled();
  const names = screen.queryAllByRole("button").map(({ textContent }) => textContent);
  for (const name of ["page-start", "page-connect"] as const) {
    expect(names.includes(t(name))).toBe(name === second);
  }
});

test("starting without a wallet shows the portfolio, and the wallet screen offers to connect one", async () => {
  const { answer, started } = server(() => json({ wallet: null }));
  openApp(answer);
  const start = await screen.findByRole("button", { name: t("page-start") });
  fireEvent.click(start);
  fireEvent.click(start);
  await waitFor(() => expect(text()).toContain("0.00420559"));
  expect(started()).toBe(1);
  fireEvent.click(screen.getByRole("button", { name: t("page-wallet") }));
  await waitFor(() => expect(text()).toContain(t("page-no-wallet")));
  expect(screen.getByRole("button", { name: t("page-connect") })).toBeTruthy();
  expect(screen.queryByText(t("page-ton-wallet"))).toBeNull();
});

test("a start that fails says why and can be tried again", async () => {
  let fail = true;
  const { answer } = server(() => (fail ? refuse(504, "partner_timeout") : json({ wallet: null })));
  openApp(answer);
  const start = await screen.findByRole("button", { name: t("page-start") });
  fireEvent.click(start);
  await waitFor(() => expect(text()).toContain(t("error-timeout")));
  fail = false;
  fireEvent.click(start);
  await waitFor(() => expect(text()).toContain("0.00420559"));
});

test.each([true, false])("another account is asked about first; the person says %s", async (agreed) => {
  const confirm = vi.fn(() => agreed);
  vi.stubGlobal("confirm", confirm);
  let asked = 0;
  const { answer, started } = server(() => (asked++ === 0 ? refuse(409, "other_account") : json({ wallet: null })));
  openApp(answer);
  fireEvent.click(await screen.findByRole("button", { name: t("page-start") }));
  await waitFor(() => expect(confirm).toHaveBeenCalledOnce());
  if (agreed) await waitFor(() => expect(text()).toContain("0.00420559"));
  else await waitFor(() => expect(startButton().getAttribute("aria-busy")).toBe("false"));
  expect(started()).toBe(agreed ? 2 : 1);
});

test("an open order keeps the account, which is said", async () => {
  vi.stubGlobal("confirm", () => true);
  let asked = 0;
  const { answer, started } = server(() => refuse(409, asked++ === 0 ? "other_account" : "order_open"));
  openApp(answer);
  fireEvent.click(await screen.findByRole("button", { name: t("page-start") }));
  await waitFor(() => expect(text()).toContain(t("error-order-open")));
  expect(started()).toBe(2);
});

test("a partner that wants a wallet for the figures is said, and leads to no second login", async () => {
  const { answer, started } = server(() => json({ wallet: null }));
  openApp((one) => {
    const usual = answer(one);
    return one.path === "/api/overview" && usual === undefined ? refuse(403, "wallet_needed") : usual;
  });
  fireEvent.click(await screen.findByRole("button", { name: t("page-start") }));
  await waitFor(() => expect(text()).toContain(t("error-wallet-needed")));
  fireEvent.click(screen.getByRole("button", { name: t("page-wallet") }));
  await waitFor(() => expect(screen.getByRole("button", { name: t("page-connect") })).toBeTruthy());
  expect(started()).toBe(1);
});
