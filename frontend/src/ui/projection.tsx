// What every projected net income rests on. It stands on every screen that shows one.

import { dayAndTime } from "../text/formats.ts";
import { t } from "../text/translate.ts";

/** `at`: when the figures were true that it is calculated from. */
export const ProjectionNotice = ({ at }: { at: number | undefined }) => (
  <p class="footnote" data-notice="projection">
    {t("projection-notice", { time: at === undefined ? "—" : dayAndTime(at) })}
  </p>
);
