// The steps from nothing to content, once for all screens: placeholder, trouble, data, and data
// that could not be refreshed.

import type { ComponentChildren } from "preact";
import { ApiError } from "../data/api.ts";
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

interface FoundProps<T> extends Props<T> {
  /** Shown where the server has no such thing. */
  missing: ComponentChildren;
}

/** One thing, which may not exist. */
export function Found<T>({ missing, ...props }: FoundProps<T>) {
  const { data, error } = props.view;
  if (data === undefined && error instanceof ApiError && error.code === "not_found") return <Card>{missing}</Card>;
  return <Loaded {...props} />;
}
