// Sends an order, once.

import { useEffect, useRef, useState } from "preact/hooks";
import { keepChoice, readChoice } from "../data/choices.ts";
import { order as orderAnswer, type Review } from "../data/order-schemas.ts";
import type { Resource } from "../data/resource.ts";
import { useSession } from "../data/session.ts";
import { haptic } from "../telegram/haptic.ts";
import type { Launch } from "../telegram/launch.ts";
import { requestWriteAccess } from "../telegram/payments.ts";
import { useOnce } from "../ui/once.ts";

interface Ordering {
  busy: boolean;
  /** Why the last attempt failed. */
  error: unknown;
  order(): void;
}

/** `key` names what is ordered, however often it is sent. */
export function useOrdering(of: Resource<Review>, { offer, termsVersion }: Review, key: string): Ordering {
  const { api, nav, launch } = useSession();
  const [error, setError] = useState<unknown>();
  const sending = useRef(false);
  // A user who leaves while it is sent would not see what became of it.
  useEffect(() => nav.guardBack(() => sending.current), [nav]);
  const [busy, order] = useOnce(async () => {
    sending.current = true;
    setError(undefined);
    try {
      await askToWrite(launch.user);
      const wanted = { offer: String(offer.id), priceStars: offer.priceStars, termsVersion, isAdult: true } as const;
      const { id } = await api.post("/api/orders", orderAnswer, wanted, key);
      haptic.success();
      nav.replace({ name: "order", id });
    } catch (reason) {
      haptic.error();
      setError(reason);
      // The price, the terms or a limit may be why; and an order whose answer was lost is there now.
      await of.refresh();
    } finally {
      sending.current = false;
    }
  });
  return { busy, error, order };
}

/** Ask once whether the bot may write: it reports about an order in the chat. A refusal changes nothing else. */
async function askToWrite({ id, writable }: Launch["user"]): Promise<void> {
  if (writable || readChoice(id, "write", ["allowed", "refused"])) return;
  const allowed = await requestWriteAccess();
  if (allowed !== undefined) keepChoice(id, "write", allowed ? "allowed" : "refused");
}
