// Without a network: say so, and of when the data is.

import "./offline.css";
import { useEffect } from "preact/hooks";
import { useSession } from "../data/session.ts";
import { useStore } from "../data/store.ts";
import { moment } from "../text/formats.ts";
import { t } from "../text/translate.ts";
import { Icon } from "./icons.tsx";

const SOON = 2000; // ms

export function OfflineBanner() {
  const session = useSession();
  const offline = useStore(session.offline);
  const { at, loading } = useStore(session.overview.view);
  useEffect(() => followNetwork(session), [session]);
  if (!offline) return null;
  return (
    <div class="banner" role="status">
      <Icon name="offline" />
      <span>{at === undefined ? t("page-offline") : t("page-offline-since", { time: moment(at, Date.now()) })}</span>
      <button type="button" onClick={() => void session.refresh()} disabled={loading}>
        {t("button-again")}
      </button>
    </div>
  );
}

/** The browser reports a lost network; whether that is so, a request shows. */
function followNetwork({ offline, refresh }: ReturnType<typeof useSession>): () => void {
  let timer = 0;
  const back = (): void => {
    clearTimeout(timer);
    if (!document.hidden) void refresh();
  };
  const lost = (): void => {
    offline.set(true);
    timer = window.setTimeout(back, SOON);
  };
  addEventListener("offline", lost);
  addEventListener("online", back);
  return () => {
    clearTimeout(timer);
    removeEventListener("offline", lost);
    removeEventListener("online", back);
  };
}
