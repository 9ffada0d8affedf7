// The end of a list that goes on: it asks for more when it comes into sight.

import { useEffect, useRef } from "preact/hooks";
import type { List } from "../resource.ts";
import { useStore } from "../store.ts";
import { BoneRows, Trouble } from "./parts.tsx";

export function More({ of }: { of: List<unknown> }) {
  const view = useStore(of.view);
  const end = useRef<HTMLDivElement>(null);
  const failed = view.error !== undefined && !view.loading;
  const more = !!view.data?.more;
  useEffect(() => {
    const element = end.current;
    if (!element || !more || failed) return;
    const watcher = new IntersectionObserver((seen) => seen.some(({ isIntersecting }) => isIntersecting) && void of.next(), { rootMargin: "600px" });
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [of, more, failed, view.data]);
  if (!more) return null;
  return (
    <div ref={end} class="list-end">
      {failed ? <Trouble error={view.error} onRetry={() => void of.next()} /> : <BoneRows count={2} />}
    </div>
  );
}
