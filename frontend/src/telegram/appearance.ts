// Telegram's colours, safe areas and window, as properties for the style sheets.

import { on, onPhone, send } from "./bridge.ts";
import { colors, isColor, paint } from "./theme.ts";

const STEADY = 600; // ms without a change of size, after which the sheet has surely come up

let dark = false;
const listeners = new Set<(dark: boolean) => void>();

export function followAppearance(theme: Readonly<Record<string, string>>): void {
  on("theme_changed", ({ theme_params: changed }) => repaint(colors(changed)));
  on("safe_area_changed", (area) => inset("safe", area));
  on("content_safe_area_changed", (area) => inset("content", area));
  settle();
  send("web_app_request_safe_area");
  send("web_app_request_content_safe_area");
  repaint(theme);
}

/** Call now and whenever the theme turns light or dark. */
export function onScheme(listener: (dark: boolean) => void): () => void {
  listener(dark);
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Wait until the sheet has come up: what hangs on its edge can then be shown without moving
 * (ui/tabs.css). The client says so, or nothing has changed for a while. A desktop's window does not grow.
 */
function settle(): void {
  const show = (): void => {
    document.documentElement.dataset["settled"] = "";
    clearTimeout(timer);
    removeEventListener("resize", wait);
    stop();
  };
  const wait = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(show, STEADY);
  };
  let timer = 0;
  const stop = on("viewport_changed", ({ is_expanded: expanded, is_state_stable: stable }) => {
    if (expanded && stable) show();
  });
  if (!onPhone()) return show();
  addEventListener("resize", wait);
  wait();
}

function repaint(theme: Readonly<Record<string, string>>): void {
  dark = paint(theme);
  for (const listener of listeners) listener(dark);
  // What Telegram draws around the page has the page's own colour, so that there is no seam.
  send("web_app_set_header_color", { color_key: "secondary_bg_color" }); // for clients that know no other
  const page = pageColor() ?? theme["secondary_bg_color"];
  if (!isColor(page)) return;
  send("web_app_set_header_color", { color: page });
  send("web_app_set_background_color", { color: page });
  send("web_app_set_bottom_bar_color", { color: page });
}

/** The background of the page as `#rrggbb`: the style sheet mixes it, and a canvas resolves the mix. */
function pageColor(): string | undefined {
  const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!brush) return undefined;
  brush.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
  brush.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = brush.getImageData(0, 0, 1, 1).data;
  if (alpha < 255) return undefined;
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

interface Area {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

function inset(kind: string, area: Area): void {
  const { style } = document.documentElement;
  for (const side of ["top", "bottom", "left", "right"] as const) {
    style.setProperty(`--${kind}-${side}`, `${area[side]}px`);
  }
}
