// What the server says about a Bitcoin address, for the screen that binds one.

import { type BindingCode, type Entry, learn, none } from "./problems.ts";

export const BINDING_PROBLEMS = {
  address_empty: none("page-address-empty"),
  address_too_long: none("page-address-long"),
  address_private_key: none("page-address-key"),
  address_lightning: none("page-address-lightning"),
  address_silent_payment: none("page-address-silent"),
  address_spaces: none("page-address-spaces"),
  address_testnet: none("page-address-testnet"),
  address_other_coin: none("page-address-coin"),
  address_mixed_case: none("page-address-mixed-case"),
  address_unfinished: none("page-address-unfinished"),
  address_checksum: none("page-address-checksum"),
  address_witness_version: none("page-address-version"),
  address_not_an_address: none("page-address-other"),
} satisfies Record<BindingCode, Entry>;

learn(BINDING_PROBLEMS);
