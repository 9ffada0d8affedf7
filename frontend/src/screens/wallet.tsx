// Balances, the Bitcoin address that income goes to, and the TON wallet that logged in.

import { useEffect } from "preact/hooks";
import { friendly, short } from "../address.ts";
import { day } from "../format.ts";
import { useSession } from "../session.ts";
import { useStore } from "../store.ts";
import { t } from "../words.ts";
import { Blocks } from "../ui/blocks.tsx";
import { Header } from "../ui/header.tsx";
import { Action, BoneRows, Card, Row, Section, Trouble } from "../ui/parts.tsx";
import { Balances } from "./overview.tsx";

export function WalletScreen() {
  const { overview, me, nav } = useSession();
  const view = useStore(overview.view);
  const who = useStore(me.view).data;
  useEffect(() => void me.freshen(), [me]);
  const { data } = view;
  return (
    <>
      <Header title={t("page-wallet")} view={view} />
      {!data ? (
        <Card class="list">{view.error && !view.loading ? <Trouble error={view.error} onRetry={() => void overview.refresh()} /> : <BoneRows count={6} />}</Card>
      ) : (
        <div class="columns">
          <div class="stack">
            <Section title={t("page-payout")}>
              <div class="payout">
                {data.bitcoinAddress ? <Blocks address={data.bitcoinAddress} /> : <p class="quiet">{t("page-payout-none")}</p>}
                <Action kind={data.bitcoinAddress ? "soft" : "strong"} onPress={() => nav.open({ name: "bitcoin" })}>
                  {t(data.bitcoinAddress ? "button-bind-change" : "button-bind")}
                </Action>
              </div>
            </Section>
            {who?.wallet && (
              <Section title={t("page-login")}>
                <Row icon="wallet" title={t("page-ton-wallet")} note={who.loggedInSince ? t("page-logged-in-since", { day: day(who.loggedInSince.slice(0, 10), "long") }) : undefined} value={<span class="mono">{short(friendly(who.wallet.address))}</span>} />
              </Section>
            )}
          </div>
          <div class="stack">
            <Balances data={data} all />
          </div>
        </div>
      )}
    </>
  );
}
