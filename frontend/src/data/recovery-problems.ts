// What the server says about an e-mail for recovery, for where it is offered.

import { type Entry, learn, none, type RecoveryCode } from "./problems.ts";

export const RECOVERY_PROBLEMS = {
  email_invalid: none("page-email-wrong"),
  recovery_not_needed: none("page-email-not-needed"),
} satisfies Record<RecoveryCode, Entry>;

learn(RECOVERY_PROBLEMS);
