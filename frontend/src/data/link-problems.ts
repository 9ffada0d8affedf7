// What the server says about an operator's link, for the login without a wallet.

import { type Entry, type LinkCode, learn, none } from "./problems.ts";

export const LINK_PROBLEMS = {
  link_invalid: none("error-link-invalid"),
  link_expired: none("error-link-expired"),
  link_taken: none("error-link-taken"),
} satisfies Record<LinkCode, Entry>;

learn(LINK_PROBLEMS);
