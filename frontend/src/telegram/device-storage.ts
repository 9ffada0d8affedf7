// Telegram's DeviceStorage (Bot API 9.0), which survives a cleared web view.

import type { SlowStorage } from "../data/storage.ts";
import { can, later, on, send } from "./bridge.ts";

const PATIENCE = 1500; // ms

let asked = 0;

/** The storage, or nothing on older clients. */
export function deviceStorage(): SlowStorage | undefined {
  if (!can("web_app_device_storage_get_key")) return undefined;
  return {
    async get(key) {
      const id = `g${++asked}`;
      const answer = new Promise<string | null>((resolve) => {
        const stop = on("device_storage_key_received", ({ req_id: to, value }) => {
          if (to !== id) return;
          stop();
          resolve(value);
        });
      });
      send("web_app_device_storage_get_key", { req_id: id, key });
      return (await Promise.race([answer, later(PATIENCE)])) ?? null;
    },
    async set(key, value) {
      send("web_app_device_storage_save_key", { req_id: `s${++asked}`, key, value });
    },
  };
}
