// Screens with a file of their own, which is fetched when they are first opened.

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { sessionStorageIfAllowed } from "../data/browser-storage.ts";
import type { Nav } from "../data/navigation.ts";
import { keepPlace } from "../data/places.ts";
import { useSession } from "../data/session.ts";
import { browserWorld, isReachable, shouldReload } from "../data/updates.ts";
import { reload } from "../telegram/start.ts";
import { loadLater, t } from "../text/translate.ts";
import { Action } from "./action.tsx";
import { Message } from "./message.tsx";
import { useOnce } from "./once.ts";

type Load<P> = () => Promise<{ default: ComponentType<P> }>;

/** A component that fetches the real one, keeps it, and can try again when that failed. */
export function lazyScreen<P extends object>(load: Load<P>): ComponentType<P> {
  let Found: ComponentType<P> | undefined;
  const fetchScreen = async (): Promise<void> => {
    const [screen] = await Promise.all([load(), loadLater()]);
    Found = screen.default;
  };
  return function LazyScreen(props: P) {
    const [failed, retry] = useFetched(fetchScreen, Found !== undefined);
    if (Found) return <Found {...props} />;
    return failed ? <Missing onRetry={retry} busy={failed === "retrying"} /> : null;
  };
}

type State = "fetching" | "failed" | "retrying" | "there";

/** Fetch the screen; `retrying` is a failure whose button is busy. */
function useFetched(fetchScreen: () => Promise<void>, there: boolean): readonly [State | false, () => void] {
  const { nav } = useSession();
  const [state, setState] = useState<State>(there ? "there" : "fetching");
  useEffect(() => {
    if (there) return;
    fetchScreen()
      .then(() => setState("there"))
      .catch(async (error: unknown) => {
        if (await shouldReload(error, browserWorld(sessionStorageIfAllowed()))) reloadAt(nav);
        else setState("failed");
      });
  }, [fetchScreen, nav, there]);
  const [, retry] = useOnce(async () => {
    setState("retrying");
    try {
      await fetchScreen();
      setState("there");
    } catch {
      // A browser may remember that a file failed; a new page asks for it again.
      if (await isReachable((...given) => fetch(...given))) reloadAt(nav);
      setState("failed");
    }
  });
  return [state === "failed" || state === "retrying" ? state : false, retry];
}

/** Load the page again, at the same place. */
function reloadAt(nav: Nav): void {
  keepPlace(sessionStorageIfAllowed(), nav.place.get());
  reload();
}

const Missing = ({ onRetry, busy }: { onRetry(): void; busy: boolean }) => (
  <Message title={t("page-screen-missing")} text={t("page-screen-missing-text")}>
    <Action kind="strong" onPress={onRetry} busy={busy}>
      {t("button-again")}
    </Action>
  </Message>
);
