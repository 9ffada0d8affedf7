// The three storages of a mini-app. CloudStorage lives with the bot, in the sandbox; the device's own
// two live in this browser, apart for every user and bot: two people on one phone share nothing.

import { remember, recall } from "../store.js";

const DEVICE_LIMIT = 5 * 1024 * 1024; // bytes per user and bot
const SECURE_LIMIT = 10; // keys per user and bot

/** What this browser keeps for one user with one bot; `keep("home").get()` and so on. */
export class Keep {
  constructor(userId, botId) {
    this.place = `keep:${userId}:${botId}`;
  }

  all() {
    return recall(this.place, {});
  }

  get(name) {
    return this.all()[name];
  }

  set(name, value) {
    return remember(this.place, { ...this.all(), [name]: value });
  }
}

export const storage = {
  web_app_invoke_custom_method: { since: "6.9", run: invoke },
  web_app_device_storage_save_key: { since: "9.0", run: (frame, data) => save(frame, "device", data) },
  web_app_device_storage_get_key: { since: "9.0", run: (frame, data) => get(frame, "device", data) },
  web_app_device_storage_clear: { since: "9.0", run: (frame, data) => clear(frame, "device", data) },
  web_app_secure_storage_save_key: { since: "9.0", run: (frame, data) => save(frame, "secure", data) },
  web_app_secure_storage_get_key: { since: "9.0", run: (frame, data) => get(frame, "secure", data) },
  web_app_secure_storage_clear: { since: "9.0", run: (frame, data) => clear(frame, "secure", data) },
  web_app_secure_storage_restore_key: {
    since: "9.0", run: (frame, { req_id: id }) => fail(frame, "secure", id, "RESTORE_UNAVAILABLE"),
  },
};

async function invoke(frame, { req_id: id, method, params = {} }) {
  if (!id || !method) return "req_id and method are needed: ignored";
  const { api } = frame.chat;
  let answer;
  try {
    answer = method === "getCurrentTime"
      ? { result: Math.floor(Date.now() / 1000) }
      : await api.post("web_app/method", { req_id: id, method, params });
  } catch (error) {
    answer = { error: error.code };
  }
  const { result, error } = answer;
  return frame.send("custom_method_invoked", { req_id: id, ...(error ? { error } : { result }) });
}

function fail(frame, kind, id, error) {
  frame.send(`${kind}_storage_failed`, { req_id: id, error });
}

// Desktop and web clients have no secure storage.
function refusal(frame, kind, key) {
  if (kind === "secure" && !frame.platform.phone) return "UNSUPPORTED";
  return typeof key === "string" && key ? null : "KEY_INVALID";
}

function save(frame, kind, { req_id: id, key, value }) {
  const refused = refusal(frame, kind, key);
  if (refused) return fail(frame, kind, id, refused);
  if (value !== null && typeof value !== "string") return fail(frame, kind, id, "VALUE_INVALID");
  const { [key]: _, ...kept } = frame.keep.get(kind) ?? {};
  const next = value === null ? kept : { ...kept, [key]: value };
  if (isFull(kind, next) || !frame.keep.set(kind, next)) return fail(frame, kind, id, "QUOTA_EXCEEDED");
  return frame.send(`${kind}_storage_key_saved`, { req_id: id });
}

function isFull(kind, values) {
  if (kind === "secure") return Object.keys(values).length > SECURE_LIMIT;
  return new TextEncoder().encode(JSON.stringify(values)).length > DEVICE_LIMIT;
}

function get(frame, kind, { req_id: id, key }) {
  const refused = refusal(frame, kind, key);
  if (refused) return fail(frame, kind, id, refused);
  const kept = frame.keep.get(kind) ?? {};
  const value = Object.hasOwn(kept, key) ? kept[key] : null;
  const more = kind === "secure" && value === null ? { can_restore: false } : {};
  return frame.send(`${kind}_storage_key_received`, { req_id: id, value, ...more });
}

function clear(frame, kind, { req_id: id }) {
  const refused = refusal(frame, kind, "any");
  if (refused) return fail(frame, kind, id, refused);
  frame.keep.set(kind, {});
  return frame.send(`${kind}_storage_cleared`, { req_id: id });
}
