// @vitest-environment happy-dom

import { act, fireEvent, screen, waitFor } from "@testing-library/preact";
import { beforeEach, expect, test, vi } from "vitest";
import type { Button } from "../../src/telegram/buttons.ts";
import { t } from "../../src/text/translate.ts";
import { openApp, refuse } from "./app.tsx";

const main: { button: Button | undefined } = { button: undefined };

vi.mock("../../src/telegram/buttons.ts", () => ({
  setMainButton: (button: Button | undefined) => {
    main.button = button;
  },
  setBackButton: () => undefined,
  setSettingsButton: () => () => undefined,
  confirmClosing: () => undefined,
}));

const ADDRESS = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq";
const never = (): Promise<Response> => new Promise(() => undefined);
const text = (): string => document.body.textContent ?? "";

beforeEach(() => {
  vi.stubGlobal("confirm", () => true);
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      observe(): void {}
      disconnect(): void {}
    },
  );
});

test.each([
  ["settings", "page-delete", "/api/me/delete"],
  ["settings", "page-logout", "/api/auth/logout"],
  ["income", "page-csv", "/api/income/export"],
] as const)("two clicks on %s %s send one request", async (link, name, path) => {
  const { asked } = openApp((one) => (one.path === path ? never() : undefined), { link });
  const button = await screen.findByRole("button", { name: t(name) });
  for (let click = 0; click < 3; click += 1) fireEvent.click(button);
  await waitFor(() => expect(asked.some((one) => one.path === path)).toBe(true));
  fireEvent.click(button);
  await act(() => Promise.resolve());
  expect(asked.filter((one) => one.path === path)).toHaveLength(1);
});

/** Type an address and come to the comparison. */
async function compare(): Promise<void> {
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox");
  fireEvent.input(field, { target: { value: ADDRESS } });
  await waitFor(() => expect(main.button?.disabled).toBe(false));
  act(() => main.button?.press());
  await screen.findByText(t("page-compare"));
  await waitFor(() => expect(main.button?.disabled).toBe(false), { timeout: 5000 });
}

test("two presses on Bind send one request", async () => {
  const { asked } = openApp(({ path }) => (path === "/api/wallets/bitcoin" ? never() : undefined), { link: "bitcoin" });
  await compare();
  const { button } = main;
  button?.press();
  button?.press();
  await act(() => Promise.resolve());
  main.button?.press();
  expect(asked.filter(({ path }) => path === "/api/wallets/bitcoin")).toHaveLength(1);
});

test("a refused Bind says the seconds of Retry-After", async () => {
  openApp(
    ({ path }) =>
      path === "/api/wallets/bitcoin" ? refuse(503, "storage_unavailable", { "Retry-After": "41" }) : undefined,
    { link: "bitcoin" },
  );
  await compare();
  act(() => main.button?.press());
  await waitFor(() => expect(text()).toContain("Try again in 41 seconds."));
});

test.each([
  ["settings", "page-delete", "/api/me/delete"],
  ["settings", "page-logout", "/api/auth/logout"],
  ["income", "page-csv", "/api/income/export"],
] as const)("a refused %s %s says the seconds of Retry-After", async (link, name, path) => {
  const said: string[] = [];
  vi.stubGlobal("confirm", (message: string) => said.push(message));
  openApp((one) => (one.path === path ? refuse(429, "too_many_requests", { "Retry-After": "37" }) : undefined), {
    link,
  });
  fireEvent.click(await screen.findByRole("button", { name: t(name) }));
  await waitFor(() => expect(said.join()).toContain("37 seconds"));
});

test("an address of 62 characters is not called wrong at its 42nd while it is typed, but when the field is left", async () => {
  const long = "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3"; // BIP-173
  openApp(() => undefined, { link: "bitcoin" });
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox");
  for (let length = 1; length <= long.length; length += 1) {
    fireEvent.input(field, { target: { value: long.slice(0, length) } });
    expect(text()).not.toContain(t("page-address-checksum"));
  }
  expect(text()).toContain(t("page-address-good"));
  for (const length of [41, 42]) fireEvent.input(field, { target: { value: long.slice(0, length) } });
  expect(text()).not.toContain(t("page-address-checksum"));
  fireEvent.blur(field);
  expect(text()).toContain(t("page-address-checksum"));
  fireEvent.input(field, { target: { value: "" } });
  fireEvent.input(field, { target: { value: long.slice(0, 42) } }); // pasted
  expect(text()).toContain(t("page-address-checksum"));
});
