// What a net amount assumes, in words.

import type { NetDay } from "../data/schemas.ts";
import { percent } from "./formats.ts";
import { t } from "./translate.ts";

/** How the fees were, or are, paid; `fees` is a formatted amount. */
export const describeFees = (fees: string, paidIn: NetDay["feesPaidIn"]): string =>
  t("net-fees", { fees, paid: paidIn ?? "unknown" });

/** Which discount an estimate assumes. */
export const describeDiscount = ({ discount, discountFrom }: NetDay): string =>
  discountFrom === null ? t("page-net-no-discount") : t("page-net-discount", { percent: percent(discount) });
