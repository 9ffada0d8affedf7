// @vitest-environment happy-dom

import en from "@locales/en.ftl";
import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openSession, SessionProvider } from "../../src/data/session.ts";
import { use } from "../../src/text/translate.ts";
import { lazyScreen } from "../../src/ui/lazy.tsx";
import { memoryStorage } from "../data/fakes.ts";
import { LAUNCH } from "./app.tsx";

const gone = new TypeError("Failed to fetch dynamically imported module: https://a.example/assets/day-1.js");
const Screen = ({ id }: { id: string }) => <p>screen {id}</p>;
const reload = vi.fn();

function show(load: () => Promise<{ default: typeof Screen }>): void {
  const Lazy = lazyScreen(load);
  const session = openSession({
    launch: LAUNCH,
    search: "",
    storage: memoryStorage(),
    slow: undefined,
    tab: undefined,
  });
  render(
    <SessionProvider value={session}>
      <Lazy id="7" />
    </SessionProvider>,
  );
}

const serverSays = (status: number) =>
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => new Response("", { status })),
  );

beforeEach(() => {
  use("en", en);
  sessionStorage.clear();
  reload.mockReset();
  vi.spyOn(location, "reload").mockImplementation(reload);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test("a screen is shown with its properties once it is there", async () => {
  show(async () => ({ default: Screen }));
  expect(await screen.findByText("screen 7")).toBeTruthy();
});

test("a screen that failed once can be tried again", async () => {
  serverSays(200);
  const load = vi.fn().mockRejectedValueOnce(gone).mockResolvedValue({ default: Screen });
  show(load);
  fireEvent.click(await screen.findByRole("button", { name: "Try again" }));
  expect(await screen.findByText("screen 7")).toBeTruthy();
  expect(reload).not.toHaveBeenCalled();
});

test("a screen that is gone from the server reloads the page once, and then says so", async () => {
  serverSays(404);
  show(() => Promise.reject(gone));
  await vi.waitFor(() => expect(reload).toHaveBeenCalledOnce());
  expect(JSON.parse(sessionStorage.getItem("gm:place") ?? "")).toEqual({ tab: "overview", stack: [] });
  cleanup();
  show(() => Promise.reject(gone));
  expect(await screen.findByRole("alert")).toBeTruthy();
  expect(reload).toHaveBeenCalledOnce();
});

test("a retry that fails loads the page again where the server can be reached", async () => {
  serverSays(200);
  show(() => Promise.reject(gone));
  fireEvent.click(await screen.findByRole("button", { name: "Try again" }));
  await vi.waitFor(() => expect(reload).toHaveBeenCalledOnce());
});
