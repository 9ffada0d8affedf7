// What the hand feels.

import { send } from "./bridge.ts";

const notify = (kind: "success" | "error"): void =>
  send("web_app_trigger_haptic_feedback", { type: "notification", notification_type: kind });

export const haptic = {
  select: (): void => send("web_app_trigger_haptic_feedback", { type: "selection_change" }),
  tap: (): void => send("web_app_trigger_haptic_feedback", { type: "impact", impact_style: "light" }),
  success: (): void => notify("success"),
  error: (): void => notify("error"),
};
