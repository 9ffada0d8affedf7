// The connection to the Telegram client by @tma.js/bridge. What the client is too old for is left
// out, not imitated. Only the files of this folder use it.

import type { MethodName, MethodParams } from "@tma.js/bridge";
import { on, postEventFp, setTargetOrigin, supports } from "@tma.js/bridge";
import type { Launch } from "./launch.ts";

type Version = Parameters<typeof supports>[1];

let version: Version = "6.0";
let platform = "unknown";

export { on };

export const can = (method: MethodName): boolean => supports(method, version);

// The bridge's own has one signature for each kind of parameters; a method of any kind fits none.
const post: (method: MethodName, params?: unknown) => unknown = postEventFp as (method: MethodName) => unknown;

/** Post what the client understands. Without a client around nothing happens. */
export function send<M extends MethodName>(method: M, params?: MethodParams<M>): void {
  if (can(method)) post(method, params);
}

/** Know the client from now on. */
export function connect(launch: Launch): void {
  version = isVersion(launch.version) ? launch.version : "6.0";
  platform = launch.platform;
  // Who may frame this page is said by its Content-Security-Policy; nothing sent here is secret.
  setTargetOrigin("*");
}

const isVersion = (text: string): text is Version => /^\d+\.\d+$/.test(text);

/** Whether this is a phone, where files and the clipboard go through Telegram. */
export const onPhone = (): boolean => platform === "ios" || platform === "android";

/** Pulling down is ours only where Telegram does not take it for closing. */
export const ownsSwipes = (): boolean => !onPhone() || can("web_app_setup_swipe_behavior");

export const later = (ms: number): Promise<undefined> => new Promise((resolve) => setTimeout(resolve, ms, undefined));
