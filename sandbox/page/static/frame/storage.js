// Storages of a mini-app. CloudStorage is kept by the sandbox; DeviceStorage and SecureStorage are kept
// in this browser, separately for each user and bot.

import { load, save } from "../store.js";

const DEVICE_LIMIT = 5 * 1024 * 1024; // bytes per user and bot
const SECURE_LIMIT = 10; // keys per user and bot

/** Values kept in this browser for one user and bot. */
export class UserStorage {
  constructor(userId, botId) {
    this.key = `keep:${userId}:${botId}`;
  }

  all() {
    return load(this.key, {});
  }

  get(name) {
    return this.all()[name];
  }

  set(name, value) {
    return save(this.key, { ...this.all(), [name]: value });
  }
}

export const storageEvents = {
  web_app_invoke_custom_method: { since: "6.9", run: invoke },
  web_app_device_storage_save_key: { since: "9.0", run: (frame, data) => saveKey(frame, "device", data) },
  web_app_device_storage_get_key: { since: "9.0", run: (frame, data) => getKey(frame, "device", data) },
  web_app_device_storage_clear: { since: "9.0", run: (frame, data) => clear(frame, "device", data) },
  web_app_secure_storage_save_key: { since: "9.0", run: (frame, data) => saveKey(frame, "secure", data) },
  web_app_secure_storage_get_key: { since: "9.0", run: (frame, data) => getKey(frame, "secure", data) },
  web_app_secure_storage_clear: { since: "9.0", run: (frame, data) => clear(frame, "secure", data) },
  web_app_secure_storage_restore_key: {
    since: "9.0", run: (frame, { req_id: id }) => fail(frame, "secure", id, "RESTORE_UNAVAILABLE"),
  },
};

async function invoke(frame, { req_id: id, method, params = {} }) {
  if (!id || !method) return "ignored: req_id and method are required";
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
function invalid(frame, kind, key) {
  if (kind === "secure" && !frame.platform.phone) return "UNSUPPORTED";
  return typeof key === "string" && key ? null : "KEY_INVALID";
}

function saveKey(frame, kind, { req_id: id, key, value }) {
  const error = invalid(frame, kind, key);
  if (error) return fail(frame, kind, id, error);
  if (value !== null && typeof value !== "string") return fail(frame, kind, id, "VALUE_INVALID");
  const { [key]: _, ...kept } = frame.userStorage.get(kind) ?? {};
  const next = value === null ? kept : { ...kept, [key]: value };
  if (isFull(kind, next) || !frame.userStorage.set(kind, next)) return fail(frame, kind, id, "QUOTA_EXCEEDED");
  return frame.send(`${kind}_storage_key_saved`, { req_id: id });
}

function isFull(kind, values) {
  if (kind === "secure") return Object.keys(values).length > SECURE_LIMIT;
  return new TextEncoder().encode(JSON.stringify(values)).length > DEVICE_LIMIT;
}

function getKey(frame, kind, { req_id: id, key }) {
  const error = invalid(frame, kind, key);
  if (error) return fail(frame, kind, id, error);
  const kept = frame.userStorage.get(kind) ?? {};
  const value = Object.hasOwn(kept, key) ? kept[key] : null;
  const more = kind === "secure" && value === null ? { can_restore: false } : {};
  return frame.send(`${kind}_storage_key_received`, { req_id: id, value, ...more });
}

function clear(frame, kind, { req_id: id }) {
  const error = invalid(frame, kind, "any");
  if (error) return fail(frame, kind, id, error);
  frame.userStorage.set(kind, {});
  return frame.send(`${kind}_storage_cleared`, { req_id: id });
}
