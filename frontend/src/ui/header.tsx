// The top of a screen: what it is, and when its data was true.

import "./header.css";
import type { ComponentChildren } from "preact";
import type { View } from "../data/loader.ts";
import { moment } from "../text/formats.ts";
import { t } from "../text/translate.ts";
import { useFocus } from "./focus.ts";

interface Props {
  title: string;
  view?: View<unknown>;
  aside?: ComponentChildren;
}

export function Header({ title, view, aside }: Props) {
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
