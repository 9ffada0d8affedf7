// How components use the data layer: a component that shows something keeps it fresh.

import { useEffect, useRef } from "preact/hooks";
import type { Enough, List, Pages } from "./list.ts";
import type { View } from "./loader.ts";
import type { Resource } from "./resource.ts";
import { useStore } from "./store.ts";

/** What is known of a resource, which is kept fresh as long as the component is there. */
export function useShown<T>(source: Resource<T>): View<T> {
  useEffect(() => source.show(), [source]);
  return useStore(source.view);
}

/** The same for a list that is to be known as far as `enough` says; `need` names what it depends on. */
export function useList<T>(source: List<T>, enough: Enough<T>, need: unknown): View<Pages<T>> {
  const latest = useRef(enough);
  latest.current = enough;
  useEffect(() => source.show((pages) => latest.current(pages)), [source]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new need is what this is for
  useEffect(() => source.follow(), [source, need]);
  return useStore(source.view);
}

/** The first page is enough. */
export const firstPage = (): boolean => true;
