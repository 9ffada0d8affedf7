// The steps from nothing to content, once for all screens: placeholder, trouble, data, and data
// that could not be refreshed.

import type { ComponentChildren } from "preact";
import type { Enough, List, Pages } from "../data/list.ts";
import type { View } from "../data/loader.ts";
import type { Resource } from "../data/resource.ts";
import { Card } from "./card.tsx";
import { BoneList } from "./placeholder.tsx";
import { Notice, Trouble } from "./trouble.tsx";

interface Props<T> {
  of: Resource<T>;
  view: View<T>;
  /** Shown until there is data. */
  waiting?: ComponentChildren;
  children: (data: T) => ComponentChildren;
}

export function Loaded<T>({ of, view, waiting = <BoneList count={6} />, children }: Props<T>) {
  const retry = (): void => void of.refresh();
  if (view.data === undefined) {
    return view.error === undefined ? <>{waiting}</> : <InPlace view={view} onRetry={retry} />;
  }
  return (
    <>
      {!of.failedAtEnd?.() && <Notice error={view.error} busy={view.loading} onRetry={retry} />}
      {children(view.data)}
    </>
  );
}

const InPlace = ({ view, onRetry }: { view: View<unknown>; onRetry(): void }) => (
  <Card class="list">
    <Trouble error={view.error} busy={view.loading} onRetry={onRetry} />
  </Card>
);

interface FoundProps<T> {
  of: List<T>;
  view: View<Pages<T>>;
  find: (item: T) => boolean;
  /** Whether the list is known far enough to say that the item is not in it. */
  enough: Enough<T>;
  missing: ComponentChildren;
  children: (item: T) => ComponentChildren;
}

/** One item of a list, which may be further down than the list is known. */
export function Found<T>({ of, view, find, enough, missing, children }: FoundProps<T>) {
  const item = view.data?.items.find(find);
  if (item) return <>{children(item)}</>;
  if (view.error !== undefined) return <InPlace view={view} onRetry={() => void of.retry()} />;
  if (!view.data || (view.data.more && !enough(view.data))) return <BoneList count={5} />;
  return <Card>{missing}</Card>;
}
