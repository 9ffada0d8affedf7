// The end of a list: the next page is fetched when it comes into sight, or why it did not come.

import { useEffect, useRef } from "preact/hooks";
import type { List } from "../data/list.ts";
import { useStore } from "../data/store.ts";
import { BoneRows } from "./placeholder.tsx";
import { Trouble } from "./trouble.tsx";

const AHEAD = "600px";

/** `whole`: all of the list is wanted, as far as somebody scrolls; else only failures are shown. */
export function ListEnd({ of, whole = true }: { of: List<unknown>; whole?: boolean }) {
  const view = useStore(of.view);
  const end = useRef<HTMLDivElement>(null);
  const failed = view.error !== undefined && of.failedAtEnd?.();
  const more = whole && !!view.data?.more;
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each page the end is looked for again
  useEffect(() => {
    const element = end.current;
    if (!element || !more || failed) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && void of.next(),
      { rootMargin: AHEAD },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [of, more, failed, view.data]);
  if (!more && !failed) return null;
  return (
    <div ref={end} class="list-end">
      {failed ? (
        <Trouble error={view.error} busy={view.loading} onRetry={() => void of.retry()} />
      ) : (
        <BoneRows count={2} />
      )}
    </div>
  );
}
