// Three pictures of @tonconnect/ui are on a third party's server. Their addresses are replaced by our
// own, so that nobody outside hears of the user before a wallet is chosen.

import type { Plugin } from "vite";

const OURS: Readonly<Record<string, string>> = {
  "ton-icon-48.png": "/wallets/ton.svg",
  "tg.png": "/wallets/telegram.svg",
  "walletconnect-icon-288.png": "/wallets/walletconnect.svg",
};
const THEIRS = /https:\/\/raw\.githubusercontent\.com\/ton-connect\/sdk\/main\/assets\/([\w.-]+)/g;

/** Vite: point TON Connect's own pictures to `public/wallets`. */
export function pictures(): Plugin {
  return {
    name: "pictures",
    transform(code, id) {
      if (!id.includes("@tonconnect/ui")) return null;
      const changed = code.replace(THEIRS, (address, name: string) => OURS[name] ?? address);
      return changed === code ? null : { code: changed, map: null };
    },
  };
}
