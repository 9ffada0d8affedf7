// Balances, the Bitcoin address that income goes to, and the TON wallet that logged in or can be added.

import "./wallet.css";
import { useShown } from "../data/hooks.ts";
import { ordersOf } from "../data/orders.ts";
import type { Me, Overview } from "../data/schemas.ts";
import { useSession } from "../data/session.ts";
import { useStore } from "../data/store.ts";
import { loginWays } from "../telegram/links.ts";
import { day } from "../text/formats.ts";
import { t } from "../text/translate.ts";
import { Action } from "../ui/action.tsx";
import { AddressBlocks } from "../ui/address-blocks.tsx";
import { Columns, Section } from "../ui/card.tsx";
import { Header } from "../ui/header.tsx";
import { Icon } from "../ui/icons.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Row } from "../ui/row.tsx";
import { Badge } from "../ui/tabs.tsx";
import { friendly, short } from "../wallet/ton-address.ts";
import { useLogin } from "../wallet/use-login.ts";
import { Balances } from "./balances.tsx";

export default function WalletScreen() {
  const { overview, me } = useSession();
  const view = useShown(overview);
  const { data: who } = useShown(me);
  return (
    <>
      <Header title={t("page-wallet")} view={view} aside={<Orders />} />
      <Loaded of={overview} view={view}>
        {(data) => (
          <Columns
            first={
              <>
                <Payout address={data.bitcoinAddress} />
                <Login who={who} />
              </>
            }
            second={<Balances data={data} all />}
          />
        )}
      </Loaded>
      {/* Where the partner refuses the figures to a login without a wallet, adding one is the way on. */}
      {!view.data && view.error !== undefined && <Login who={who} />}
    </>
  );
}

function Orders() {
  const session = useSession();
  const open = useStore(session.openOrders);
  useShown(ordersOf(session));
  return (
    <button type="button" class="round badged" onClick={() => session.nav.open({ name: "orders" })}>
      <Icon name="clock" />
      <span class="visually-hidden">{t("page-orders")}</span>
      {open > 0 && <Badge count={open} />}
    </button>
  );
}

function Login({ who }: { who: Me | undefined }) {
  if (who?.wallet) return <LoginWallet address={who.wallet.address} since={who.loggedInSince} />;
  return who?.way === "start" ? <LoginWithoutWallet since={who.loggedInSince} /> : null;
}

function Payout({ address }: { address: Overview["bitcoinAddress"] }) {
  const { nav } = useSession();
  return (
    <Section title={t("page-payout")}>
      <div class="payout">
        {address ? <AddressBlocks address={address} /> : <p class="quiet">{t("page-payout-none")}</p>}
        <Action kind={address ? "soft" : "strong"} onPress={() => nav.open({ name: "bitcoin" })}>
          {t(address ? "button-bind-change" : "button-bind")}
        </Action>
      </div>
    </Section>
  );
}

function LoginWallet({ address, since }: { address: string; since: Me["loggedInSince"] }) {
  return (
    <Section title={t("page-login")}>
      <Row
        icon="wallet"
        title={t("page-ton-wallet")}
        note={sinceWhen(since)}
        value={<span class="mono">{short(friendly(address), 4)}</span>}
      />
    </Section>
  );
}

function LoginWithoutWallet({ since }: { since: Me["loggedInSince"] }) {
  return (
    <Section title={t("page-login")}>
      <Row icon="wallet" title={t("page-no-wallet")} note={sinceWhen(since)} />
      {loginWays().includes("wallet") && <AddWallet />}
    </Section>
  );
}

function AddWallet() {
  const { text, busy, problem, press } = useLogin();
  return (
    <div class="payout">
      <div role="status" aria-live="polite">
        {problem && <p class="trouble-line">{problem}</p>}
      </div>
      <Action busy={busy} onPress={press}>
        {text}
      </Action>
    </div>
  );
}

const sinceWhen = (since: Me["loggedInSince"]): string | undefined =>
  since ? t("page-logged-in-since", { day: day(since.slice(0, 10), "long") }) : undefined;
