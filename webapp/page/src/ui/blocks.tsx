// A Bitcoin address in blocks of four, for the eye that compares it with another screen.

import { blocks } from "../blocks.ts";

export function Blocks({ address }: { address: string }) {
  return (
    <p class="blocks" aria-label={address}>
      {blocks(address).map((block, at) => (
        <span key={at} aria-hidden="true">
          {block}
        </span>
      ))}
    </p>
  );
}
