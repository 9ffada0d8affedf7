// The orders of the person, the newest first.

import "../data/order-problems.ts";
import { useShown } from "../data/hooks.ts";
import type { Order } from "../data/order-schemas.ts";
import { ordersOf } from "../data/orders.ts";
import { useSession } from "../data/session.ts";
import { moment } from "../text/formats.ts";
import { t } from "../text/translate.ts";
import { Card } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { Header } from "../ui/header.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Figure, LazyRow } from "../ui/row.tsx";
import { priceText, STATES, starsText } from "./order-text.ts";
import { powerOf } from "./shop-text.ts";

export default function OrdersScreen() {
  const orders = ordersOf(useSession());
  const view = useShown(orders);
  return (
    <>
      <Header title={t("page-orders")} view={view} />
      <Loaded of={orders} view={view}>
        {({ items }) => (
          <Card class="list">
            {items.length ? (
              items.map((order) => <OrderRow key={order.id} order={order} />)
            ) : (
              <Empty icon="clock" title={t("page-orders-none")} text={t("page-orders-none-text")} />
            )}
          </Card>
        )}
      </Loaded>
    </>
  );
}

function OrderRow({ order }: { order: Order }) {
  const { nav } = useSession();
  const { id, state, createdAt, priceStars } = order;
  const { title, icon } = STATES[state];
  return (
    <LazyRow
      icon={icon}
      title={t(title)}
      note={`${powerOf(order)} · ${priceText(order)}`}
      value={<Figure>{starsText(priceStars)}</Figure>}
      more={moment(Date.parse(createdAt), Date.now())}
      onPress={() => nav.open({ name: "order", id })}
    />
  );
}
