// All miners of the user.

import { approximate } from "../data/decimal.ts";
import { firstPage, useList } from "../data/hooks.ts";
import type { Pages } from "../data/list.ts";
import type { ListedMiner } from "../data/list-schemas.ts";
import { minersOf } from "../data/lists.ts";
import { useSession } from "../data/session.ts";
import { usd } from "../text/formats.ts";
import { t } from "../text/translate.ts";
import { Card, Section } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { Header } from "../ui/header.tsx";
import { ListEnd } from "../ui/list-end.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { ProjectionNotice } from "../ui/projection.tsx";
import { Figure, LazyRow } from "../ui/row.tsx";
import { factsOf, nameOf, statusOf } from "./miner-text.ts";

export default function MinersScreen() {
  const miners = minersOf(useSession());
  const view = useList(miners, firstPage, undefined);
  return (
    <>
      <Header title={t("page-miners")} view={view} />
      <Loaded of={miners} view={view}>
        {(pages) => (pages.items.length ? <Miners {...pages} at={view.at} /> : <NoMiners />)}
      </Loaded>
    </>
  );
}

const NoMiners = () => (
  <Card class="list">
    <Empty icon="miners" title={t("page-no-miners")} text={t("page-no-miners-text")} />
  </Card>
);

function Miners({ items, total, at }: Pages<ListedMiner> & { at: number | undefined }) {
  const session = useSession();
  const { nav } = session;
  return (
    <>
      <Section
        title={t("page-miners-count", { count: total ?? items.length })}
        aside={<span class="quiet">{t("page-net-per-day")}</span>}
      >
        {items.map((miner) => (
          <LazyRow
            key={String(miner.id)}
            icon="miners"
            title={nameOf(miner)}
            note={factsOf(miner)}
            value={<Figure>{usd(approximate(miner.net?.usd.net))}</Figure>}
            more={miner.status && miner.status !== "active" ? statusOf(miner.status) : undefined}
            onPress={() => nav.open({ name: "miner", id: String(miner.id) })}
          />
        ))}
        <ListEnd of={minersOf(session)} />
      </Section>
      <p class="footnote">{t("page-net-latest")}</p>
      <ProjectionNotice at={at} />
    </>
  );
}
