// The same places as the portfolio's, so that nothing moves when it comes.

import { t } from "../text/translate.ts";
import { Card, Columns } from "../ui/card.tsx";
import { Headline } from "../ui/headline.tsx";
import { Bone } from "../ui/placeholder.tsx";

const THREE = [0, 1, 2] as const;

export const OverviewPlaceholder = () => (
  <div role="status" aria-busy="true" aria-label={t("page-loading")}>
    <Columns first={<DaysPlaceholder />} second={<PowerPlaceholder />} />
  </div>
);

const DaysPlaceholder = () => (
  <Card class="hero">
    <Headline label={<Bone width="120px" />} note={<Bone width="96px" />}>
      <Bone width="220px" />
    </Headline>
    <div class="chart">
      <Bone width="100%" height="112px" />
      <figcaption>
        <Bone width="40px" />
      </figcaption>
    </div>
    <dl class="sums">
      {THREE.map((at) => (
        <div key={at}>
          <dt>
            <Bone width="40px" />
          </dt>
          <dd>
            <Bone width="80px" />
            <span class="row-note">
              <Bone width="48px" />
            </span>
          </dd>
        </div>
      ))}
    </dl>
  </Card>
);

const PowerPlaceholder = () => (
  <div class="card power">
    {THREE.map((at) => (
      <span key={at}>
        <span class="label">
          <Bone width="48px" />
        </span>
        <strong>
          <Bone width="64px" />
        </strong>
      </span>
    ))}
  </div>
);
