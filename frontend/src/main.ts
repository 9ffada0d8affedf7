// The beginning: read how Telegram opened us, then fetch the words and the app side by side.

import "./style.css";
import { firstLanguage, speakNow } from "./languages.ts";
import { readLaunch } from "./launch.ts";
import { paint } from "./theme.ts";

async function begin(): Promise<void> {
  const launch = readLaunch(location, session());
  if (launch) paint(launch.theme);
  const words = speakNow(firstLanguage(launch));
  const { show } = await import("./show.tsx");
  await words;
  show(launch, location.search);
}

function session(): Storage | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined;
  }
}

void begin();
