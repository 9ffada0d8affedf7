// What went wrong and what helps: in place of the content, or above it.

import "./trouble.css";
import { OfflineError } from "../data/api.ts";
import { explain } from "../data/problems.ts";
import { close, reload } from "../telegram/start.ts";
import { describeProblem } from "../text/problems.ts";
import { t } from "../text/translate.ts";
import { Action } from "./action.tsx";

interface Props {
  error: unknown;
  busy?: boolean;
  onRetry(): void;
}

export function Trouble({ error, busy = false, onRetry }: Props) {
  const { remedy, requestId } = explain(error);
  return (
    <div class="trouble" role="alert">
      <p>{describeProblem(error)}</p>
      {remedy === "reopen" && <Action onPress={close}>{t("page-close")}</Action>}
      {remedy === "reload" && <Action onPress={reload}>{t("page-reload")}</Action>}
      {remedy === "retry" && (
        <Action onPress={onRetry} busy={busy}>
          {t("button-again")}
        </Action>
      )}
      {requestId && remedy !== "reopen" && <small>{t("page-error-id", { id: requestId })}</small>}
    </div>
  );
}

/** What is shown is older than it should be, because it could not be refreshed. */
export function Notice({ error, busy = false, onRetry }: Props) {
  // Without a network the banner of the app says so.
  if (error === undefined || error instanceof OfflineError) return null;
  return (
    <div class="notice" role="status">
      <p>
        {t("page-not-refreshed")} {describeProblem(error)}
      </p>
      {explain(error).remedy === "retry" && (
        <Action onPress={onRetry} busy={busy}>
          {t("button-again")}
        </Action>
      )}
    </div>
  );
}

/** A sentence about a failure beside what failed. */
export const TroubleLine = ({ error }: { error: unknown }) => (
  <div class="trouble-line" role="alert">
    <p>{describeProblem(error)}</p>
    {explain(error).remedy === "reopen" && <Action onPress={close}>{t("page-close")}</Action>}
  </div>
);
