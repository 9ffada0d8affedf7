// `npm run wallets`: write public/ton-wallets.json, the whole list that the installed TON Connect
// brings for the case that its server cannot be reached, with pictures of our own, so that nobody
// is asked before a wallet is chosen. No wallet is left out: TON's guidelines ask for that.

import { mkdirSync, writeFileSync } from "node:fs";
import { TonConnect } from "@tonconnect/sdk";

const here = new URL("../public/", import.meta.url);
const COLORS = ["#3478f6", "#0f9d7a", "#8e5cf0", "#d9822b", "#d9486e", "#2f9ec4", "#5b6b8c"];
const storage = { getItem: async () => null, setItem: async () => {}, removeItem: async () => {} };

const sdk = new TonConnect({
  manifestUrl: "http://127.0.0.1:1/",
  walletsListSource: "http://127.0.0.1:1/", // nobody there: the list within is used
  analytics: { mode: "off" },
  storage,
});
const wallets = await sdk.getWallets();
mkdirSync(new URL("wallets/", here), { recursive: true });

const list = wallets.map((wallet, at) => {
  const file = `wallets/${wallet.appName.toLowerCase()}.svg`;
  writeFileSync(new URL(file, here), picture(wallet.name, COLORS[at % COLORS.length]));
  const bridge = [];
  if (wallet.bridgeUrl) bridge.push({ type: "sse", url: wallet.bridgeUrl });
  if (wallet.jsBridgeKey) bridge.push({ type: "js", key: wallet.jsBridgeKey });
  return {
    app_name: wallet.appName,
    name: wallet.name,
    image: `/${file}`,
    about_url: wallet.aboutUrl.replace(/[^\x20-\x7e]/g, ""),
    ...(wallet.tondns && { tondns: wallet.tondns }),
    ...(wallet.universalLink && { universal_url: wallet.universalLink }),
    ...(wallet.deepLink && { deepLink: wallet.deepLink }),
    bridge,
    platforms: wallet.platforms,
    features: (wallet.features ?? []).filter((feature) => typeof feature === "object"),
  };
});
writeFileSync(new URL("ton-wallets.json", here), `${JSON.stringify(list, null, 1)}\n`);
console.log(`${list.length} wallets`);
process.exit(0);

/** A tile with the wallet's first letter: logos are their owners' and not ours to ship. */
function picture(name, color) {
  const letter = [...name][0].toUpperCase();
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" rx="22" fill="${color}"/><text x="48" y="66" font-family="system-ui,sans-serif" font-size="52" font-weight="600" text-anchor="middle" fill="#fff">${letter}</text></svg>\n`;
}
