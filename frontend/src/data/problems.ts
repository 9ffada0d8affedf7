// What a failure means for the person: a message, and what can be done about it.

import type { MessageName } from "../text/names.ts";
import { AnswerError, ApiError, OfflineError, type Schemas } from "./api.ts";

export type ErrorCode = Schemas["ErrorCode"];
export type Remedy = "retry" | "reopen" | "connect" | "reload" | "none";

export interface Entry {
  message: MessageName;
  remedy: Remedy;
  /** The message to use when the server says how many `$seconds` to wait. */
  timed?: MessageName;
}

export interface Problem extends Entry {
  /** The id of the request in the server's log. */
  requestId?: string;
  /** What the server asked for in Retry-After. */
  seconds?: number;
}

const retry = (message: MessageName, timed?: MessageName): Entry => ({
  message,
  remedy: "retry",
  ...(timed && { timed }),
});
const connect = (message: MessageName): Entry => ({ message, remedy: "connect" });
export const none = (message: MessageName): Entry => ({ message, remedy: "none" });
const reopen: Entry = { message: "page-error-reopen", remedy: "reopen" };
const outdated: Entry = { message: "page-error-outdated", remedy: "reload" };

/** What only screens with a file of their own can get: they bring it (…-problems.ts). */
export type LaterCode = BindingCode | OrderCode | LinkCode | RecoveryCode;
export type LinkCode = Extract<ErrorCode, `link_${string}`>;
export type RecoveryCode = "email_invalid" | "recovery_not_needed";
export type BindingCode = Extract<ErrorCode, `address_${string}`>;
export type OrderCode = NonNullable<Schemas["ReviewAnswer"]["refusal"]> | "order_unknown";

/** Every other code that the server answers with: the compiler compares it with the API's own list. */
export const PROBLEMS = {
  init_data_missing: reopen,
  init_data_invalid: reopen,
  init_data_expired: reopen,
  init_data_too_old_for_action: { message: "page-error-reopen-to-act", remedy: "reopen" },
  not_logged_in: connect("error-expired"),

  too_many_requests: retry("page-error-wait", "page-error-too-many"),
  busy: retry("page-error-busy"),
  login_busy: retry("page-error-busy"),
  storage_unavailable: retry("error-storage"),
  internal: retry("error-internal"),
  too_slow: retry("error-slow"),
  not_found: none("page-error-not-found"),
  forbidden: none("page-error-forbidden"),
  page_missing: none("page-error-operator"),
  keys_missing: none("page-error-operator"),
  wallet_needed: none("error-wallet-needed"),
  invalid_request: outdated,
  invalid_json: outdated,
  method_not_allowed: outdated,
  too_large: outdated,
  unsupported_media_type: outdated,
  bad_request: outdated,
  expectation_failed: outdated,

  partner_timeout: retry("error-timeout"),
  partner_unreachable: retry("error-down"),
  partner_broken: retry("error-broken"),
  partner_busy: retry("page-error-pause", "error-busy"),
  partner_unreadable: retry("error-unreadable"),
  binding_refused: none("page-error-binding-refused"),
  partner_invalid: none("error-invalid"),
  partner_refused: retry("page-error-partner-refused"),

  payload_unknown: connect("page-error-proof-expired"),
  payload_used: connect("page-error-proof-expired"),
  payload_too_long: none("page-error-payload"),
  wallet_incomplete: connect("page-error-wallet-incomplete"),
  ton_api_unavailable: retry("page-error-ton-api"),
  other_account: none("page-switch-text"),
  order_open: none("error-order-open"),
  way_not_offered: none("page-error-operator"),
  proof_expired: connect("page-error-proof-expired"),
  proof_from_future: connect("page-error-clock"),
  proof_network_not_allowed: connect("page-error-network"),
  proof_unknown_wallet: connect("page-error-unknown-wallet"),
  proof_malformed: connect("page-error-proof"),
  proof_too_large: connect("page-error-proof"),
  proof_domain_length: connect("page-error-proof"),
  proof_domain_not_allowed: connect("page-error-proof"),
  proof_address_mismatch: connect("page-error-proof"),
  proof_key_mismatch: connect("page-error-proof"),
  proof_bad_signature: connect("page-error-proof"),
} satisfies Record<Exclude<ErrorCode, LaterCode>, Entry>;

const known = new Map<string, Entry>(Object.entries(PROBLEMS));

/** From now on `explain` knows these codes as well. */
export function learn(problems: Readonly<Record<string, Entry>>): void {
  for (const [code, entry] of Object.entries(problems)) known.set(code, entry);
}

/** A wallet reported that it cannot or will not sign a proof. */
export class ProofRefused extends Error {}

/** Say what an error means. */
export function explain(error: unknown): Problem {
  if (error instanceof OfflineError) return retry("page-error-offline");
  if (error instanceof ProofRefused) return connect("page-error-no-proof");
  if (error instanceof AnswerError) return outdated;
  if (!(error instanceof ApiError)) return retry("page-error-unknown");
  return {
    ...(known.get(error.code) ?? retry("page-error-unknown")),
    ...(error.requestId && { requestId: error.requestId }),
    ...(error.retryAfter && { seconds: error.retryAfter }),
  };
}

export const has = (error: unknown, code: ErrorCode): boolean => error instanceof ApiError && error.code === code;

export const isLoggedOut = (error: unknown): boolean => has(error, "not_logged_in");
/** There is a login, but the partner refuses this to it. */
export const needsWallet = (error: unknown): boolean => has(error, "wallet_needed");
export const isOtherAccount = (error: unknown): boolean => has(error, "other_account");
export const mustReopen = (error: unknown): boolean => explain(error).remedy === "reopen";
