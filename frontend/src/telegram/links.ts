// Addresses that the server writes into the page.

const written = (name: string): string | undefined =>
  document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content || undefined;

/** The bot's own link. */
export function botLink(): string | undefined {
  const name = written("telegram-bot");
  return name && `https://t.me/${name}`;
}

/** The operator's privacy policy, where there is one. */
export const policyLink = (): string | undefined => written("privacy-url");
