// No network: say so, show of when the data is, and try again by itself, ever more slowly.

import { useEffect, useState } from "preact/hooks";
import { moment } from "../format.ts";
import { useSession } from "../session.ts";
import { useStore } from "../store.ts";
import { t } from "../words.ts";
import { Icon } from "./icons.tsx";

const LONGEST = 30_000;

export function OfflineBanner() {
  const { offline, overview } = useSession();
  const away = useStore(offline);
  const { at, loading } = useStore(overview.view);
  const [tries, setTries] = useState(0);
  const retry = (): void => {
    setTries((count) => count + 1);
    void overview.refresh();
  };
  useEffect(() => {
    if (!away) return setTries(0);
    const timer = setTimeout(() => !document.hidden && retry(), Math.min(LONGEST, 2000 * 2 ** tries));
    addEventListener("online", retry);
    return () => {
      clearTimeout(timer);
      removeEventListener("online", retry);
    };
  }, [away, tries]);
  useEffect(() => {
    const lost = (): void => offline.set(true);
    addEventListener("offline", lost);
    return () => removeEventListener("offline", lost);
  }, [offline]);
  if (!away) return null;
  return (
    <div class="banner" role="status">
      <Icon name="offline" />
      <span>{at === undefined ? t("page-offline") : t("page-offline-since", { time: moment(at, Date.now()) })}</span>
      <button type="button" onClick={retry} disabled={loading}>
        {t("button-again")}
      </button>
    </div>
  );
}
