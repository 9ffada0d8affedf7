// Grey bars in place of text that is not there yet.

import "./placeholder.css";
import { Card } from "./card.tsx";

export const Bone = ({ width, height }: { width: string; height?: string }) => (
  <span class="bone" style={{ width, ...(height && { height }) }} aria-hidden="true" />
);

export function BoneRows({ count }: { count: number }) {
  return (
    <>
      {Array.from({ length: count }, (_, at) => (
        <div class="row" key={at} aria-hidden="true">
          <span class="row-text">
            <Bone width={`${46 + ((at * 17) % 30)}%`} />
            <Bone width="34%" height="12px" />
          </span>
          <span class="row-end">
            <Bone width="88px" />
          </span>
        </div>
      ))}
    </>
  );
}

/** A list that is on its way. */
export const BoneList = ({ count }: { count: number }) => (
  <Card class="list">
    <BoneRows count={count} />
  </Card>
);
