// A Bitcoin address in blocks of four, for the eye that compares it with another screen;
// and in one piece for the ear, which goes through it letter by letter.

import { blocks } from "../blocks.ts";

export function Blocks({ address }: { address: string }) {
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
