// The only file that speaks to TON Connect. It is loaded when a wallet is to be connected or let
// go, not before. The connector is our own, because only that one takes our list of wallets: no
// third party hears of the user before a wallet is chosen.

import { TonConnect, TonConnectUI, UserRejectsError, THEME, type ConnectedWallet, type Locales } from "@tonconnect/ui";
import type { Connector, Proven, Reported } from "./login.ts";

const MAINNET = "-239";
const OWNER = "gm:ton-owner";
const UI_KEYS = "ton-connect-ui_";

export interface Ton extends Connector {
  /** Open the choice of wallets. */
  open(): Promise<void>;
  /** Whether a wallet from an earlier visit came back. */
  restored(): Promise<boolean>;
  setShade(dark: boolean): void;
}

interface Wishes {
  user: number;
  language: string;
  /** Where a wallet sends the person back to; undefined leaves it to the wallet. */
  returnTo: string | undefined;
  onReport(reported: Reported): void;
  /** The person closed the window, or the connection failed. */
  onEnd(error?: unknown): void;
}

let made: { ui: TonConnectUI; user: number } | undefined;
let wishes: Wishes;

/** TON Connect for one Telegram user; there can only be one on a page. */
export function tonConnect(given: Wishes): Ton {
  wishes = given;
  made ??= { ui: make(given.user), user: given.user };
  const { ui } = made;
  const returnTo = given.returnTo as `${string}://${string}` | undefined;
  ui.uiOptions = {
    language: given.language as Locales,
    ...(returnTo && { actionsConfiguration: { twaReturnUrl: returnTo } }),
  };
  return {
    request: (payload) =>
      ui.setConnectRequestParameters(payload === undefined ? { state: "loading" } : { state: "ready", value: { tonProof: payload } }),
    open: () => ui.openModal(),
    close: () => ui.closeModal(),
    async disconnect() {
      // A wallet that cannot be told any more is forgotten all the same.
      if (ui.connected) await ui.disconnect().catch(() => undefined);
    },
    restored: () => ui.connectionRestored,
    setShade: (dark) => {
      ui.uiOptions = { uiPreferences: { theme: dark ? THEME.DARK : THEME.LIGHT } };
    },
  };
}

function make(user: number): TonConnectUI {
  forgetOthers(user);
  const connector = new TonConnect({
    manifestUrl: `${location.origin}/tonconnect-manifest.json`,
    walletsListSource: `${location.origin}/ton-wallets.json`,
    analytics: { mode: "off" },
    storage: keyedBy(user),
  });
  const ui = new TonConnectUI({ connector });
  ui.setConnectionNetwork(MAINNET);
  ui.onStatusChange((wallet) => wallet && wishes.onReport(reportOf(wallet)), (error) => wishes.onEnd(error));
  ui.onModalStateChange(({ status, closeReason }) => {
    if (status === "closed" && closeReason === "action-cancelled") wishes.onEnd();
  });
  return ui;
}

/** Two Telegram accounts on one phone share the web view's storage, but not a wallet. */
function keyedBy(user: number) {
  const key = (name: string): string => `gm:ton:${user}:${name}`;
  return {
    getItem: async (name: string) => localStorage.getItem(key(name)),
    setItem: async (name: string, value: string) => localStorage.setItem(key(name), value),
    removeItem: async (name: string) => localStorage.removeItem(key(name)),
  };
}

/** What the interface itself remembers cannot be keyed, so it is forgotten with the user. */
function forgetOthers(user: number): void {
  if (localStorage.getItem(OWNER) !== String(user)) {
    for (const key of Object.keys(localStorage)) if (key.startsWith(UI_KEYS)) localStorage.removeItem(key);
  }
  localStorage.setItem(OWNER, String(user));
}

/** Keep what a login needs; the rest of the object is about pictures and windows. */
function reportOf(wallet: ConnectedWallet): Reported {
  const proof = wallet.connectItems?.tonProof;
  if (!proof) return { kind: "restored" };
  if (!("proof" in proof)) return { kind: "refused", code: proof.error.code };
  const { device, provider, account } = wallet;
  return { kind: "proof", wallet: { device, provider, account, connectItems: { tonProof: proof } } as unknown as Proven };
}

/** What went wrong in the wallet, in the words of errors.ts. */
export function walletFault(error: unknown): "refused" | "network" | undefined {
  if (error instanceof UserRejectsError) return "refused";
  return error instanceof Error && error.name === "WalletWrongNetworkError" ? "network" : undefined;
}
