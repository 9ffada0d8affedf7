// @vitest-environment happy-dom

import en from "@locales/en.ftl";
import { act, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { expect, test } from "vitest";
import { openSession, SessionProvider } from "../../src/data/session.ts";
import { RecoveryEmail } from "../../src/screens/recovery-email.tsx";
import { t, use } from "../../src/text/translate.ts";
import { fakeClock, memoryStorage } from "../data/fakes.ts";
import { json, LAUNCH, refuse } from "./app.tsx";

const PATH = "/api/recovery-email";
const EMAIL = "ann@example.com";
const text = (): string => document.body.textContent ?? "";

/** Show the offer to somebody for whom the server says `state`; return what is sent, and storage. */
function show(state: string | null, answer: (body: unknown) => Response | Promise<Response>) {
  const sent: unknown[] = [];
  const storage = memoryStorage();
  const send: typeof fetch = async (input, init) => {
    if (new URL(String(input), "https://app.example").pathname !== PATH) {
      return json({ wallet: null, loggedInSince: null, way: "start", recovery: sent.length ? "given" : state });
    }
    const body: unknown = JSON.parse(String(init?.body));
    sent.push(body);
    return answer(body);
  };
  use("en", en);
  const session = openSession({
    launch: LAUNCH,
    search: "",
    storage,
    slow: undefined,
    tab: undefined,
    send,
    clock: fakeClock(),
  });
  render(
    <SessionProvider value={session}>
      <RecoveryEmail />
    </SessionProvider>,
  );
  return { sent, storage, session };
}

const field = (): Promise<HTMLInputElement> => screen.findByRole<HTMLInputElement>("textbox");
const press = (name: Parameters<typeof t>[0]): boolean =>
  fireEvent.click(screen.getByRole("button", { name: t(name) }));

test("an e-mail is sent once, without spaces around it, and is nowhere afterwards", async () => {
  const { sent, storage } = show("needed", () => json({ recovery: "given" }));
  fireEvent.input(await field(), { target: { value: ` ${EMAIL} ` } });
  press("page-email-give");
  press("page-email-give");
  await waitFor(() => expect(text()).toContain(t("page-email-given")));
  expect(sent).toEqual([{ email: EMAIL, declined: false }]);
  expect(screen.queryByRole("textbox")).toBeNull();
  expect(JSON.stringify(Object.fromEntries(Object.entries(storage)))).not.toContain(EMAIL);
});

test("declining is sent and said", async () => {
  const { sent } = show("needed", () => json({ recovery: "declined" }));
  await field();
  press("page-email-decline");
  await waitFor(() => expect(text()).toContain(t("page-email-declined")));
  expect(sent).toEqual([{ email: null, declined: true }]);
});

test.each(["", "ann", "ann@example", "a b@example.com"])("%j is not sent", async (typed) => {
  const { sent } = show("needed", () => json({ recovery: "given" }));
  fireEvent.input(await field(), { target: { value: typed } });
  press("page-email-give");
  await waitFor(() => expect(screen.getByRole("alert").textContent).toBe(t("page-email-wrong")));
  expect((await field()).getAttribute("aria-invalid")).toBe("true");
  expect(sent).toEqual([]);
});

test("a failure is said, and the same e-mail can be sent again", async () => {
  let fail = true;
  const { sent } = show("needed", () => (fail ? refuse(504, "partner_timeout") : json({ recovery: "given" })));
  fireEvent.input(await field(), { target: { value: EMAIL } });
  fireEvent.keyDown(await field(), { key: "Enter" });
  await waitFor(() => expect(text()).toContain(t("error-timeout")));
  fail = false;
  press("page-email-give");
  await waitFor(() => expect(text()).toContain(t("page-email-given")));
  expect(sent).toEqual([
    { email: EMAIL, declined: false },
    { email: EMAIL, declined: false },
  ]);
});

test.each(["given", "declined", null])("nothing is offered where the server says %s", async (state) => {
  const { session } = show(state, () => json({}));
  await waitFor(() => expect(session.me.view.get().data?.recovery).toBe(state));
  await act(() => Promise.resolve());
  expect(text()).toBe("");
});
