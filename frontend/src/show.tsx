// Draw the app over the placeholder.

import { render } from "preact";
import { App, Outside } from "./app.tsx";
import type { Launch } from "./launch.ts";
import { botLink } from "./screens/welcome.tsx";
import { openSession } from "./session.ts";
import { ready, start } from "./telegram.ts";

export function show(launch: Launch | undefined, search: string): void {
  const root = document.getElementById("app");
  if (!root) return;
  root.replaceChildren();
  if (!launch) return render(<Outside bot={botLink()} />, root);
  start(launch);
  render(<App session={openSession(launch, search)} />, root);
  ready();
}
