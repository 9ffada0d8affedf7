// One mined day: what each miner brought.

import { approximate, units } from "../data/decimal.ts";
import { useShown } from "../data/hooks.ts";
import { minerOf } from "../data/income.ts";
import type { IncomeDay, IncomeRecord } from "../data/list-schemas.ts";
import { dayOf } from "../data/lists.ts";
import { useSession } from "../data/session.ts";
import { day, inUnit, percent, usd } from "../text/formats.ts";
import { describeFees } from "../text/net.ts";
import { t } from "../text/translate.ts";
import { Card, Section } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { Header } from "../ui/header.tsx";
import { MoneyHeadline } from "../ui/headline.tsx";
import { Found } from "../ui/loaded.tsx";
import { Amount, useUnits } from "../ui/money.tsx";
import { Row } from "../ui/row.tsx";
import { minedOn } from "./income-text.ts";
import { factsOf, minerName } from "./miner-text.ts";

export default function DayScreen({ id: date }: { id: string }) {
  const source = dayOf(useSession(), date);
  const view = useShown(source);
  return (
    <>
      <Header title={day(date, "long")} />
      <Found of={source} view={view} missing={<Empty icon="day" title={t("page-nothing-here")} />}>
        {(found) => <Day found={found} />}
      </Found>
    </>
  );
}

function Day({ found }: { found: IncomeDay }) {
  const price = approximate(found.incomeStatistic?.btcCourseInUsd);
  const [unit] = useUnits();
  const { fees, net } = found.net.btc;
  const value = net ?? found.value ?? "0";
  return (
    <>
      <Card class="hero">
        <MoneyHeadline
          label={minedOn({ date: found.minedOn ?? "", isNet: net !== null })}
          value={value}
          price={price}
          aside={price !== undefined && <span>{t("page-btc-was", { usd: usd(price) })}</span>}
        />
      </Card>
      {fees !== null && <p class="footnote">{describeFees(inUnit(fees, price, unit), found.net.feesPaidIn)}</p>}
      {(found.incomes ?? []).map((record) => (
        <Record
          key={String(record.id ?? minerOf(record))}
          record={record}
          net={found.netByMiner[minerOf(record)] ?? null}
          price={price}
        />
      ))}
      <p class="footnote">{t("page-day-price")}</p>
    </>
  );
}

interface RecordProps {
  record: IncomeRecord;
  /** BTC; null where the fees are not known. */
  net: string | null;
  price: number | undefined;
}

/** What one miner brought: the pool's reward, the fees, and what is left. */
function Record({ record, net, price }: RecordProps) {
  const [unit] = useUnits();
  const part = (value: string | null | undefined, sign = "") => (
    <>
      {sign}
      <Amount value={value} price={price} unit={unit} />
    </>
  );
  const { metaData, maintenanceByGmt, c1Value, c2Value, value } = record;
  const discount = approximate(record.totalDiscount);
  return (
    <Section title={minerName(minerOf(record), record.nft?.name)} aside={<span class="quiet">{factsOf(record)}</span>}>
      {metaData?.poolReward != null && <Row title={t("page-pool-reward")} value={part(metaData.poolReward)} />}
      {c1Value !== null && <Row title={t("page-electricity")} value={part(c1Value, "−")} />}
      {c2Value !== null && <Row title={t("page-service")} value={part(c2Value, "−")} />}
      {!!discount && <Row title={t("page-discount")} value={percent(discount)} />}
      {maintenanceByGmt && net !== null && (
        <Row title={t("page-credited")} note={t("page-gross")} value={part(value)} />
      )}
      <Row
        title={<strong>{t(net === null ? "page-credited" : "page-net")}</strong>}
        value={<strong>{part(net ?? value)}</strong>}
      />
      {maintenanceByGmt && <p class="quiet">{t(net === null ? "page-paid-in-gomining" : "page-net-of-gomining")}</p>}
      {record.rewardProtection && units(value) === 0n && <p class="quiet">{t("page-protected")}</p>}
    </Section>
  );
}
