// The top of a screen: what it is, and of when its data is.

import type { ComponentChildren } from "preact";
import { moment } from "../format.ts";
import type { View } from "../resource.ts";
import { t } from "../words.ts";
import { useFocus } from "./focus.ts";

export function Header({ title, view, aside }: { title: string; view?: View<unknown>; aside?: ComponentChildren }) {
  const heading = useFocus(title);
  return (
    <header class="head">
      <div>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {view && <p class={view.stale ? "as-of stale" : "as-of"}>{asOf(view)}</p>}
      </div>
      {aside}
    </header>
  );
}

function asOf({ at, stale, loading }: View<unknown>): string {
  if (at === undefined) return loading ? t("page-loading") : " ";
  const time = moment(at, Date.now());
  return t(stale ? "page-as-of-stale" : "page-as-of", { time });
}
