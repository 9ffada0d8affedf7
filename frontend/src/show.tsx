// Draws the app.

import { render } from "preact";
import { useState } from "preact/hooks";
import { App } from "./app.tsx";
import { localStorageIfAllowed, sessionStorageIfAllowed } from "./data/browser-storage.ts";
import { reportErrors } from "./data/error-reports.ts";
import { openSession } from "./data/session.ts";
import { openCache } from "./data/storage.ts";
import { Outside } from "./outside.tsx";
import { deviceStorage } from "./telegram/device-storage.ts";
import type { Launch } from "./telegram/launch.ts";
import { botLink } from "./telegram/links.ts";
import { ready, reload, start } from "./telegram/start.ts";
import { preferLocales } from "./text/formats.ts";
import { Boundary } from "./ui/boundary.tsx";

export function show(launch: Launch | undefined, search: string): void {
  const root = document.getElementById("app");
  if (!root) return;
  root.replaceChildren();
  if (!launch) return render(<Outside bot={botLink()} />, root);
  reportErrors(launch.initData);
  preferLocales(launch.user.languageCode, ...navigator.languages);
  start(launch);
  render(<Safe launch={launch} search={search} />, root);
  ready();
}

interface Opened {
  launch: Launch;
  search: string;
}

/** The app, and a way out where not even its frame can be drawn. */
export function Safe({ launch, search }: Opened) {
  const reset = (): void => {
    openCache(launch.user.id, localStorageIfAllowed(), deviceStorage()).clear();
    reload();
  };
  return (
    <Boundary onReset={reset}>
      <Open launch={launch} search={search} />
    </Boundary>
  );
}

function Open({ launch, search }: Opened) {
  const [session] = useState(() =>
    openSession({
      launch,
      search,
      storage: localStorageIfAllowed(),
      slow: deviceStorage(),
      tab: sessionStorageIfAllowed(),
    }),
  );
  return <App session={session} />;
}
