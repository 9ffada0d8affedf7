// How Telegram opened the page: read once from the address (or, after a reload that lost it, from
// the session), before anything else runs. Nothing here is trusted: the server checks initData.

import { colors } from "./theme.ts";

export interface Launch {
  initData: string;
  /** `writable`: the bot may write to this person. */
  user: { id: number; firstName: string; languageCode: string | undefined; writable?: boolean };
  startParam: string | undefined;
  platform: string;
  version: string;
  theme: Readonly<Record<string, string>>;
}

const KEY = "gm:launch";

/** The launch, or undefined when the page was opened outside Telegram. */
export function readLaunch(location: Pick<Location, "hash">, session: Storage | undefined): Launch | undefined {
  const fromAddress = location.hash.slice(1);
  const launched = parse(fromAddress);
  if (launched) {
    remember(session, fromAddress);
    return launched;
  }
  return parse(recall(session));
}

function parse(text: string): Launch | undefined {
  const given = new URLSearchParams(text);
  const initData = given.get("tgWebAppData");
  if (!initData) return undefined;
  const signed = new URLSearchParams(initData);
  const user = object(signed.get("user"));
  if (typeof user["id"] !== "number") return undefined;
  return {
    initData,
    user: {
      id: user["id"],
      firstName: string(user["first_name"]) ?? "",
      languageCode: string(user["language_code"]),
      writable: user["allows_write_to_pm"] === true,
    },
    startParam: signed.get("start_param") ?? given.get("tgWebAppStartParam") ?? undefined,
    platform: given.get("tgWebAppPlatform") ?? "unknown",
    version: given.get("tgWebAppVersion") ?? "6.0",
    theme: colors(object(given.get("tgWebAppThemeParams"))),
  };
}

const string = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

function object(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    return value && typeof value === "object" ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function remember(session: Storage | undefined, text: string): void {
  try {
    session?.setItem(KEY, text);
  } catch {
    // A web view without storage: a reload loses the launch, and Telegram has to open the page again.
  }
}

function recall(session: Storage | undefined): string {
  try {
    return session?.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}
