// What the user's GoMining wallets hold.

import { units } from "../data/decimal.ts";
import { priceOf, worth } from "../data/prices.ts";
import type { Overview } from "../data/schemas.ts";
import { useSession } from "../data/session.ts";
import { amount, usd } from "../text/formats.ts";
import { t } from "../text/translate.ts";
import { Section } from "../ui/card.tsx";
import { Figure, Row } from "../ui/row.tsx";

interface Priced {
  currency: string;
  value: string | null;
  usd: number | undefined;
}

/** In the order of what they are worth; empty ones are left out unless `all` are wanted. */
function priced({ balances, rates }: Overview, all: boolean): Priced[] {
  return balances
    .filter(({ value }) => all || (units(value) ?? 0n) > 0n)
    .map(({ currency, value }) => ({ currency: currency ?? "—", value, usd: worth(value, priceOf(currency, rates)) }))
    .sort((a, b) => (b.usd ?? 0) - (a.usd ?? 0));
}

export function Balances({ data, all = false }: { data: Overview; all?: boolean }) {
  const { nav } = useSession();
  const held = priced(data, all);
  const total = held.reduce((sum, { usd: value }) => sum + (value ?? 0), 0);
  const bind = !all && !data.bitcoinAddress;
  return (
    <Section title={t("page-balances")} aside={total > 0 && <Figure>{usd(total)}</Figure>}>
      {held.map(({ currency, value, usd: worthUsd }) => (
        <Row
          key={currency}
          mark={currency.slice(0, 1)}
          title={currency}
          value={<Figure>{amount(value, currency)}</Figure>}
          more={worthUsd === undefined ? undefined : usd(worthUsd)}
        />
      ))}
      {held.length === 0 && <p class="quiet">{t("balances-empty")}</p>}
      {bind && (
        <Row
          icon="shield"
          title={t("page-bind-first")}
          note={t("page-bind-first-note")}
          onPress={() => nav.open({ name: "bitcoin" })}
        />
      )}
    </Section>
  );
}
