// The only file that uses TON Connect. It is loaded when a wallet is connected or disconnected, not
// before. The connector is made here, because only then it takes our own list of wallets: no third
// party hears of the user before a wallet is chosen.

import { type ConnectedWallet, type Locales, THEME, TonConnect, TonConnectUI, UserRejectsError } from "@tonconnect/ui";
import { removeKeys } from "../data/choices.ts";
import { keysOf } from "./keys.ts";
import type { Connector, Proven, Reported } from "./login.ts";

const MAINNET = "-239";
const OWNER = "gm:ton-owner";
const UI_KEYS = "ton-connect-ui_";

export interface Ton extends Connector {
  /** Open the choice of wallets. */
  open(): Promise<void>;
  /** Whether a wallet from an earlier visit came back. */
  restored(): Promise<boolean>;
  setDark(dark: boolean): void;
}

export interface Options {
  user: number;
  language: string;
  /** Where a wallet sends the person back to; undefined leaves it to the wallet. */
  returnTo: string | undefined;
  onReport(reported: Reported): void;
  /** The person closed the window, or the connection failed. */
  onEnd(error?: unknown): void;
}

let ui: TonConnectUI | undefined;
let options: Options;

/** TON Connect for one Telegram user; there can only be one on a page. */
export function tonConnect(given: Options): Ton {
  options = given;
  ui ??= openUi(given.user);
  const open = ui;
  const returnTo = given.returnTo as `${string}://${string}` | undefined;
  open.uiOptions = {
    language: given.language as Locales,
    ...(returnTo && { actionsConfiguration: { twaReturnUrl: returnTo } }),
  };
  return {
    request: (payload) =>
      open.setConnectRequestParameters(
        payload === undefined ? { state: "loading" } : { state: "ready", value: { tonProof: payload } },
      ),
    open: () => open.openModal(),
    close: () => open.closeModal(),
    async disconnect() {
      // A wallet that cannot be reached any more is forgotten all the same.
      if (open.connected) await open.disconnect().catch(() => undefined);
    },
    restored: () => open.connectionRestored,
    setDark: (dark) => {
      open.uiOptions = { uiPreferences: { theme: dark ? THEME.DARK : THEME.LIGHT } };
    },
  };
}

function openUi(user: number): TonConnectUI {
  forgetOthers(user);
  const connector = new TonConnect({
    manifestUrl: `${location.origin}/tonconnect-manifest.json`,
    walletsListSource: `${location.origin}/ton-wallets.json`,
    analytics: { mode: "off" },
    storage: keyedBy(user),
  });
  const made = new TonConnectUI({ connector });
  made.setConnectionNetwork(MAINNET);
  made.onStatusChange(
    (wallet) => wallet && options.onReport(reportOf(wallet)),
    (error) => options.onEnd(error),
  );
  made.onModalStateChange(({ status, closeReason }) => {
    if (status === "closed" && closeReason === "action-cancelled") options.onEnd();
  });
  return made;
}

/** Two Telegram accounts on one phone share the web view's storage, but not a wallet. */
function keyedBy(user: number) {
  const key = (name: string): string => `${keysOf(user)}${name}`;
  return {
    getItem: async (name: string) => localStorage.getItem(key(name)),
    setItem: async (name: string, value: string) => localStorage.setItem(key(name), value),
    removeItem: async (name: string) => localStorage.removeItem(key(name)),
  };
}

/** What the interface itself remembers cannot be keyed, so it is removed when another user comes. */
function forgetOthers(user: number): void {
  if (localStorage.getItem(OWNER) !== String(user)) removeKeys((key) => key.startsWith(UI_KEYS));
  localStorage.setItem(OWNER, String(user));
}

/** Keep what a login needs; the rest of the object is about pictures and windows. */
function reportOf(wallet: ConnectedWallet): Reported {
  const proof = wallet.connectItems?.tonProof;
  if (!proof) return { kind: "restored" };
  if (!("proof" in proof)) return { kind: "refused", code: proof.error.code };
  const { device, provider, account } = wallet;
  // The server validates it: what TON Connect says about a device has no type that fits ours.
  const proven = { device, provider, account, connectItems: { tonProof: proof } } as unknown as Proven;
  return { kind: "proof", wallet: proven };
}

export type WalletFault = "refused" | "network";

/** What went wrong in the wallet; undefined for anything else. */
export function walletFault(error: unknown): WalletFault | undefined {
  if (error instanceof UserRejectsError) return "refused";
  return error instanceof Error && error.name === "WalletWrongNetworkError" ? "network" : undefined;
}
