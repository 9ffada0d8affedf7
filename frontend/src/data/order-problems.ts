// Why something cannot be bought, or an order not be cancelled: what the server refuses to the screens of orders.

import { type Entry, learn, none, type OrderCode } from "./problems.ts";

export const ORDER_PROBLEMS = {
  not_selling: none("page-refused-not-selling"),
  account_unknown: none("page-refused-account"),
  offer_gone: none("page-refused-gone"),
  price_changed: none("page-refused-price"),
  terms_needed: none("page-refused-terms"),
  over_order_limit: none("page-refused-one"),
  over_first_order_limit: none("page-refused-first"),
  over_user_limit: none("page-refused-period"),
  cannot_cancel: none("page-refused-cancel"),
  key_reused: none("page-refused-again"),
  order_unknown: none("page-refused-unknown"),
} satisfies Record<OrderCode, Entry>;

learn(ORDER_PROBLEMS);
