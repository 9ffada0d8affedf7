import { offAll } from "@tma.js/bridge";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Launch } from "../../src/telegram/launch.ts";

const launch = (version: string): Launch => ({
  initData: "",
  user: { id: 1, firstName: "", languageCode: "en" },
  startParam: undefined,
  platform: "tdesktop",
  version,
  theme: { bg_color: "#000000", secondary_bg_color: "#111111" },
});

class Message extends Event {
  readonly data: unknown;
  readonly source: unknown;
  constructor(type: string, { data, source }: { data: unknown; source: unknown }) {
    super(type);
    this.data = data;
    this.source = source;
  }
}

/** A page's window: alone with a native client, or in a frame. */
function open(framed: boolean) {
  const sent: [name: string, params: unknown, target?: string][] = [];
  const own = new EventTarget();
  const parent = { postMessage: (text: string, target: string) => sent.push([...parsed(text), target]) };
  const native = { postEvent: (name: string, text: string | undefined) => sent.push([name, text && JSON.parse(text)]) };
  const window = Object.assign(own, { self: own, top: framed ? parent : own, parent: framed ? parent : own });
  if (!framed) Object.assign(window, { TelegramWebviewProxy: native });
  const painted = new Map<string, string>();
  const documentElement = {
    style: { setProperty: (name: string, value: string) => void painted.set(name, value) },
    dataset: {},
  };
  vi.stubGlobal("window", window);
  vi.stubGlobal("MessageEvent", Message);
  const createElement = () => ({ getContext: () => null });
  vi.stubGlobal("document", Object.assign(new EventTarget(), { documentElement, createElement }));
  vi.stubGlobal("removeEventListener", () => undefined);
  const say = (eventType: string, eventData?: unknown, source: unknown = window.parent): void =>
    void window.dispatchEvent(new Message("message", { data: JSON.stringify({ eventType, eventData }), source }));
  return { sent, painted, say, window: window as unknown as Record<string, { receiveEvent(name: string): void }> };
}

function parsed(text: string): [string, unknown] {
  const { eventType, eventData } = JSON.parse(text) as { eventType: string; eventData: unknown };
  return [eventType, eventData];
}

beforeEach(() => {
  offAll(); // the bridge hears the window that was there when it was first asked to
  vi.resetModules();
});

describe("in a frame", () => {
  test("the page reports to any frame that its policy allows", async () => {
    const { sent } = open(true);
    (await import("../../src/telegram/start.ts")).start(launch("9.0"));
    expect(sent[0]).toEqual(["iframe_ready", { reload_supported: true }, "*"]);
    expect(sent.map(([name]) => name)).toEqual(
      expect.arrayContaining(["web_app_expand", "web_app_setup_swipe_behavior", "web_app_set_bottom_bar_color"]),
    );
  });

  test("an old client gets only the events that it knows", async () => {
    const { sent } = open(true);
    (await import("../../src/telegram/start.ts")).start(launch("6.0"));
    expect(sent.map(([name]) => name)).toEqual(["iframe_ready", "web_app_expand"]);
  });

  test("only events of the parent frame count", async () => {
    const { painted, say } = open(true);
    (await import("../../src/telegram/start.ts")).start(launch("9.0"));
    const colours = (colour: string) => ({ theme_params: { bg_color: colour } });
    say("theme_changed", colours("#ffffff"), {});
    expect(painted.get("--tg-theme-bg-color")).toBe("#000000");
    say("theme_changed", colours("#ffffff"));
    expect(painted.get("--tg-theme-bg-color")).toBe("#ffffff");
  });

  test("dialogs resolve with the answer, and a popup that is closed without a choice with null", async () => {
    const { say } = open(true);
    (await import("../../src/telegram/start.ts")).start(launch("9.0"));
    const { popup, scan } = await import("../../src/telegram/dialogs.ts");
    const ask = () => popup("Sure?", "Really?", [{ id: "yes", text: "Yes" }]);
    const first = ask();
    say("popup_closed", { button_id: "yes" });
    await expect(first).resolves.toBe("yes");
    const second = ask();
    say("popup_closed");
    await expect(second).resolves.toBeNull();
    const scanned = scan("");
    say("qr_text_received", { data: "first" });
    say("qr_text_received", { data: "second" });
    await expect(scanned).resolves.toBe("first");
    const closed = scan("");
    say("scan_qr_popup_closed");
    await expect(closed).resolves.toBeNull();
  });
});

test("a native client gets events by its proxy and is understood by each of its callbacks", async () => {
  const { sent, window } = open(false);
  const { start } = await import("../../src/telegram/start.ts");
  const { setBackButton } = await import("../../src/telegram/buttons.ts");
  start(launch("9.0"));
  expect(sent[0]).toEqual(["iframe_ready", { reload_supported: true }]);
  const press = vi.fn();
  setBackButton(press);
  expect(sent.at(-1)).toEqual(["web_app_setup_back_button", { is_visible: true }]);
  (window["Telegram"] as unknown as typeof window)["WebView"]?.receiveEvent("back_button_pressed");
  window["TelegramGameProxy"]?.receiveEvent("back_button_pressed");
  (window["TelegramGameProxy_receiveEvent"] as unknown as (name: string) => void)("back_button_pressed");
  expect(press).toHaveBeenCalledTimes(3);
});

test("without a client nothing breaks", async () => {
  const { window } = open(false);
  delete window["TelegramWebviewProxy"];
  const { start } = await import("../../src/telegram/start.ts");
  expect(() => start(launch("9.0"))).not.toThrow();
});
