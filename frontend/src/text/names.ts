// The messages that the page shares with the chat. All `page-…` messages are the page's own and
// need no entry; build/fluent.ts compiles both kinds into the page.

export const SHARED = [
  "balances-empty",
  "button-again",
  "button-bind",
  "button-bind-change",
  "button-bind-yes",
  "button-calc-own",
  "button-policy",
  "button-switch-account",
  "calc-break-even",
  "calc-loses",
  "calc-which",
  "error-broken",
  "error-busy",
  "error-down",
  "error-expired",
  "error-figures",
  "error-internal",
  "error-invalid",
  "error-login",
  "error-order-open",
  "error-slow",
  "error-storage",
  "error-timeout",
  "error-unreadable",
  "error-wallet-needed",
  "miner-unnamed",
  "net-fees",
  "projection-notice",
  "rates-none",
  "shop-no-discount",
  "shop-none",
  "shop-stars",
  "shop-stars-cost",
  "vip-cashback",
  "vip-next",
  "vip-none",
] as const;

/**
 * How the messages begin that only screens with a file of their own show: they are fetched with the
 * first of these screens. test/text/fluent.test.ts holds that nothing else names one of them.
 */
export const LATER = [
  "page-break-even",
  "page-by-power",
  "page-compare",
  "page-delete",
  "page-levels",
  "page-logged-in",
  "page-logout",
  "page-paste",
  "page-payout",
  "page-period",
  "page-privacy",
  "page-scan",
  "page-shop-",
  "page-your",
  "shop-",
  "vip-",
] as const;

export type MessageName = (typeof SHARED)[number] | `page-${string}`;
