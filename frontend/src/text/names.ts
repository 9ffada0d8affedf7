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
  "error-slow",
  "error-storage",
  "error-timeout",
  "error-unreadable",
  "error-wallet-needed",
  "miner-unnamed",
  "net-fees",
  "rates-none",
  "vip-cashback",
  "vip-next",
  "vip-none",
] as const;

export type MessageName = (typeof SHARED)[number] | `page-${string}`;
