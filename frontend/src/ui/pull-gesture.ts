// The gesture of pulling down at the top of the page.

export const ENOUGH = 72; // px
const MOST = 110; // px
const RESISTANCE = 0.5; // of the finger's way

interface Handlers {
  onMove(distance: number): void;
  /** The distance is now enough. */
  onEnough(): void;
  /** The finger let go after enough. */
  onRelease(): void;
}

const atTop = (): boolean => (document.scrollingElement?.scrollTop ?? 0) <= 0;

/** Follow the finger until the returned function is called. */
export function followPull({ onMove, onEnough, onRelease }: Handlers): () => void {
  let from: number | undefined;
  let distance = 0;
  const move = (next: number): void => {
    if (distance < ENOUGH && next >= ENOUGH) onEnough();
    distance = next;
    onMove(next);
  };
  // Also when the finger is taken for something else: then nothing was wished.
  const cancel = (): void => {
    from = undefined;
    move(0);
  };
  const begin = ({ target, touches }: TouchEvent): void => {
    const onControl = target instanceof Element && target.closest("input,textarea,select,.chart");
    from = atTop() && !onControl ? touches[0]?.clientY : undefined;
  };
  const drag = ({ touches }: TouchEvent): void => {
    const at = touches[0]?.clientY;
    if (from === undefined || at === undefined) return;
    const pulled = (at - from) * RESISTANCE;
    move(pulled < 0 || !atTop() ? 0 : Math.min(MOST, pulled));
  };
  const end = (): void => {
    if (from !== undefined && distance >= ENOUGH) onRelease();
    cancel();
  };
  const passive = { passive: true };
  addEventListener("touchstart", begin, passive);
  addEventListener("touchmove", drag, passive);
  addEventListener("touchend", end, passive);
  addEventListener("touchcancel", cancel, passive);
  return () => {
    removeEventListener("touchstart", begin);
    removeEventListener("touchmove", drag);
    removeEventListener("touchend", end);
    removeEventListener("touchcancel", cancel);
  };
}
