// What went wrong, in words for people: a message, and what can be done about it.

import { ApiError, OfflineError } from "./api.ts";

export type Remedy = "retry" | "reopen" | "connect" | "none";

export interface Problem {
  /** The name of a message in locales/*.ftl. */
  message: string;
  remedy: Remedy;
  /** For the operator: the request's id in the server's log. */
  requestId?: string;
  seconds?: number;
}

// The messages of the partner's errors are the chat's as well.
const MESSAGES: readonly (readonly [RegExp, string, Remedy])[] = [
  [/^init_data_/, "page-error-reopen", "reopen"],
  [/^not_logged_in$/, "error-expired", "connect"],
  [/^too_many_requests$/, "page-error-too-many", "retry"],
  [/^partner_timeout$/, "error-timeout", "retry"],
  [/^partner_unreachable$/, "error-down", "retry"],
  [/^partner_broken$/, "error-broken", "retry"],
  [/^partner_busy$/, "error-busy", "retry"],
  [/^partner_unreadable$/, "error-unreadable", "retry"],
  [/^partner_invalid$/, "error-invalid", "none"],
  [/^partner_refused$/, "page-error-partner-refused", "retry"],
  [/^(?:busy|login_busy)$/, "page-error-busy", "retry"],
  [/^(?:payload_unknown|payload_used|proof_expired)$/, "page-error-proof-expired", "connect"],
  [/^proof_from_future$/, "page-error-clock", "connect"],
  [/^payload_too_long$/, "page-error-payload", "none"],
  [/^proof_network_not_allowed$/, "page-error-network", "connect"],
  [/^proof_unknown_wallet$/, "page-error-unknown-wallet", "connect"],
  [/^proof_/, "page-error-proof", "connect"],
  [/^address_/, "page-error-address", "none"],
  [/^storage_unavailable$/, "error-storage", "retry"],
  [/^internal$/, "error-internal", "retry"],
];

/** A wallet said that it cannot or will not sign a proof. */
export class ProofRefused extends Error {}

/** Say what an error means. */
export function explain(error: unknown): Problem {
  if (error instanceof OfflineError) return { message: "page-error-offline", remedy: "retry" };
  if (error instanceof ProofRefused) return { message: "page-error-no-proof", remedy: "connect" };
  if (!(error instanceof ApiError)) return { message: "page-error-unknown", remedy: "retry" };
  const [, message = "page-error-unknown", remedy = "retry"] = MESSAGES.find(([code]) => code.test(error.code)) ?? [];
  return {
    message,
    remedy,
    ...(error.requestId && { requestId: error.requestId }),
    ...(error.retryAfter && { seconds: error.retryAfter }),
  };
}

export const isLoggedOut = (error: unknown): boolean => error instanceof ApiError && error.code === "not_logged_in";
export const mustReopen = (error: unknown): boolean => error instanceof ApiError && error.code.startsWith("init_data_");
