// The start: read how Telegram opened the page, then fetch the messages and the app in parallel.

import "./tokens.css";
import "./base.css";
import { sessionStorageIfAllowed } from "./data/browser-storage.ts";
import { readLaunch } from "./telegram/launch.ts";
import { paint } from "./telegram/theme.ts";
import { firstLanguage, switchLanguage } from "./text/languages.ts";

async function begin(): Promise<void> {
  const launch = readLaunch(location, sessionStorageIfAllowed());
  if (launch) paint(launch.theme);
  const messages = switchLanguage(firstLanguage(launch));
  const { show } = await import("./show.tsx");
  await messages;
  show(launch, location.search);
}

begin().catch(() => {
  // The messages or the app did not arrive, so there is no translation either.
  document.getElementById("failed")?.removeAttribute("hidden");
});
