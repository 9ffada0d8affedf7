// The timeline of an order.

import type { Order } from "../data/order-schemas.ts";
import { moment } from "../text/formats.ts";
import { t } from "../text/translate.ts";
import { Card } from "../ui/card.tsx";
import { Icon, type IconName } from "../ui/icons.tsx";
import { type Node, timelineOf } from "./order-steps.ts";

const ICONS: Readonly<Partial<Record<Node["is"], IconName>>> = { done: "check", ask: "search", end: "close" };

export const Timeline = ({ order }: { order: Order }) => (
  <Card class="order-card">
    <ol class="timeline">
      {timelineOf(order).map((node) => (
        <Step key={node.name} {...node} />
      ))}
    </ol>
  </Card>
);

function Step({ name, is, at }: Node) {
  const icon = ICONS[is];
  return (
    <li class={is} aria-current={is === "now" || is === "ask" ? "step" : undefined}>
      <span class="timeline-node">{icon ? <Icon name={icon} /> : is === "now" && <i />}</span>
      <span>
        {t(name)}
        {is === "done" && <span class="visually-hidden">, {t("page-order-made")}</span>}
      </span>
      {at && <time dateTime={at}>{moment(Date.parse(at), Date.now())}</time>}
    </li>
  );
}
