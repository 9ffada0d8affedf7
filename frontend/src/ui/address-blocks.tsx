// A Bitcoin address in blocks of four, for comparing it with another screen by eye; and in one
// piece for screen readers, which spell it.

import "./address-blocks.css";
import { blocks } from "../wallet/blocks.ts";

export function AddressBlocks({ address }: { address: string }) {
  return (
    <p class="blocks">
      {blocks(address).map((block, at) => (
        <span key={at} aria-hidden="true">
          {block}
        </span>
      ))}
      <span class="visually-hidden">{address}</span>
    </p>
  );
}
