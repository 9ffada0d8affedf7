// What the server writes into the page: addresses, and the ways to log in.

const written = (name: string): string | undefined =>
  document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content || undefined;

/** The bot's own link. */
export function botLink(): string | undefined {
  const name = written("telegram-bot");
  return name && `https://t.me/${name}`;
}

export type Way = "wallet" | "start";

/** The ways to log in that the server offers, the first one first. */
export const loginWays = (): readonly Way[] => (written("login-ways") ?? "wallet").split(" ") as Way[];

/** The operator's privacy policy, where there is one. */
export const policyLink = (): string | undefined => written("privacy-url");

/** For how many days after a payment it is kept who paid, and for how many years an order. */
export const kept = (): { days: number; years: number } => ({
  days: Number(written("dispute-days") ?? 180),
  years: Number(written("retention-years") ?? 5),
});
