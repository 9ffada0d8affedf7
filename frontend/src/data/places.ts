// The places of the app and the links that lead to them.

import * as v from "valibot";

export const TABS = ["overview", "miners", "income", "shop", "wallet"] as const;
export type Tab = (typeof TABS)[number];

export const SCREENS = [
  "miner",
  "day",
  "offer",
  "review",
  "order",
  "orders",
  "calculator",
  "incentives",
  "settings",
  "bitcoin",
  "privacy",
] as const;
export type ScreenName = (typeof SCREENS)[number];

/** `id` is that of a miner, an offer or an order, or a day, for the screens that show one. */
const screen = v.object({ name: v.picklist(SCREENS), id: v.optional(v.string()) });
const place = v.object({ tab: v.picklist(TABS), stack: v.pipe(v.array(screen), v.readonly()) });

export type Screen = v.InferOutput<typeof screen>;
export type Place = v.InferOutput<typeof place>;

/** The place that a deep link (`startapp=miner_42`) or a button of the chat (`?screen=`) means. */
export function placeFor(link: string | null | undefined): Place {
  const [name = "", ...rest] = (link ?? "").split(/[_:]/);
  const id = rest.join("_");
  switch (name) {
    case "miner":
      return { tab: "miners", stack: id ? [{ name, id }] : [] };
    case "day":
      return { tab: "income", stack: /^\d{4}-\d\d-\d\d$/.test(id) ? [{ name, id }] : [] };
    case "offer":
      return { tab: "shop", stack: id ? [{ name, id }] : [] };
    case "review":
      return {
        tab: "shop",
        stack: id
          ? [
              { name: "offer", id },
              { name, id },
            ]
          : [],
      };
    case "order":
      return {
        tab: "wallet",
        stack: [{ name: "orders" }, ...(/^[\da-f-]{32,36}$/.test(id) ? [{ name, id } as const] : [])],
      };
    case "miners":
    case "income":
    case "shop":
    case "wallet":
      return { tab: name, stack: [] };
    case "bitcoin":
    case "orders":
      return { tab: "wallet", stack: [{ name }] };
    case "settings":
    case "calculator":
    case "incentives":
    case "privacy":
      return { tab: "overview", stack: [{ name }] };
    default:
      return { tab: "overview", stack: [] };
  }
}

const KEY = "gm:place";

/** Keep the place over a reload that the page itself asks for. */
export function keepPlace(storage: Storage | undefined, now: Place): void {
  try {
    storage?.setItem(KEY, JSON.stringify(now));
  } catch {
    // Without storage the app starts at its first screen.
  }
}

/** The place that was kept, once. */
export function readPlace(storage: Storage | undefined): Place | undefined {
  try {
    const text = storage?.getItem(KEY);
    storage?.removeItem(KEY);
    const read = v.safeParse(place, JSON.parse(text ?? "null"));
    return read.success ? read.output : undefined;
  } catch {
    return undefined;
  }
}
