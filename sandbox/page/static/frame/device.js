// Device functions: haptics, biometry, location, sensors, keyboard. Functions that a browser does not
// have get the error of clients on devices without them.

import { h } from "../dom.js";
import { askPermission } from "./prompts.js";

const IMPACTS = ["light", "medium", "heavy", "rigid", "soft"];
const NOTICES = ["error", "success", "warning"];

export const deviceEvents = {
  web_app_trigger_haptic_feedback: { since: "6.1", run: haptic },
  web_app_hide_keyboard: { since: "9.1", run: (frame) => frame.window.iframe.blur() },
  web_app_biometry_get_info: { since: "7.2", run: sendBiometry },
  web_app_biometry_request_access: { since: "7.2", run: requestBiometry },
  web_app_biometry_request_auth: { since: "7.2", run: authenticate },
  web_app_biometry_update_token: { since: "7.2", run: updateToken },
  web_app_biometry_open_settings: { since: "7.2", run: requestBiometryAgain },
  web_app_check_location: { since: "8.0", run: sendLocationState },
  web_app_request_location: { since: "8.0", run: sendLocation },
  web_app_open_location_settings: {
    since: "8.0",
    async run(frame) {
      if (!frame.platform.phone) return "this platform has no location settings";
      frame.userStorage.set("location", await askPermission(frame, "Allow the app to access your location?", { name: "settings" }));
      return sendLocationState(frame);
    },
  },
  ...sensor("accelerometer"),
  ...sensor("gyroscope"),
  ...sensor("device_orientation"),
};

function haptic(frame, { type, impact_style: style, notification_type: notice }) {
  const name = type === "selection_change" ? "selection" : type === "impact" ? style : notice;
  const known = name === "selection" || (type === "impact" ? IMPACTS : NOTICES).includes(name);
  if (!known) return `unknown haptic: ${type} ${name}`;
  return frame.window.pulse(name);
}

function sensor(name) {
  return {
    [`web_app_start_${name}`]: { since: "8.0", run: (frame) => frame.send(`${name}_failed`, { error: "UNSUPPORTED" }) },
    [`web_app_stop_${name}`]: { since: "8.0", run: (frame) => frame.send(`${name}_stopped`) },
  };
}

function sendBiometry(frame) {
  if (!frame.platform.biometry) return frame.send("biometry_info_received", { available: false });
  const { asked = false, granted = false, token = "", device: id } = frame.userStorage.get("biometry") ?? {};
  return frame.send("biometry_info_received", {
    available: true, type: frame.platform.biometry, access_requested: asked, access_granted: granted,
    token_saved: token !== "", device_id: id ?? createDeviceId(frame),
  });
}

function createDeviceId(frame) {
  const id = crypto.randomUUID().replaceAll("-", "");
  frame.userStorage.set("biometry", { ...frame.userStorage.get("biometry"), device: id });
  return id;
}

async function requestBiometry(frame, { reason = "" }) {
  const known = frame.userStorage.get("biometry") ?? {};
  if (frame.platform.biometry && !known.asked) {
    const granted = await askPermission(frame, "Allow the app to use biometrics?", { text: reason });
    frame.userStorage.set("biometry", { ...known, asked: true, granted });
  }
  return sendBiometry(frame);
}

async function requestBiometryAgain(frame) {
  frame.userStorage.set("biometry", { ...frame.userStorage.get("biometry"), asked: false });
  return requestBiometry(frame, { reason: "Settings of the app" });
}

async function authenticate(frame, { reason = "" }) {
  const { granted, token = "" } = frame.userStorage.get("biometry") ?? {};
  const confirmed = granted && frame.platform.biometry && (await askPermission(frame, "Confirm your identity", { text: reason, yes: "Confirm" }));
  frame.send("biometry_auth_requested", confirmed ? { status: "authorized", token } : { status: "failed" });
}

async function updateToken(frame, { token = "", reason = "" }) {
  const known = frame.userStorage.get("biometry") ?? {};
  const confirmed = known.granted && frame.platform.biometry && (await askPermission(frame, "Confirm your identity", { text: reason, yes: "Confirm" }));
  if (!confirmed) return frame.send("biometry_token_updated", { status: "failed" });
  frame.userStorage.set("biometry", { ...known, token });
  return frame.send("biometry_token_updated", { status: token ? "updated" : "removed" });
}

function sendLocationState(frame) {
  if (!frame.platform.phone) return frame.send("location_checked", { available: false });
  const granted = frame.userStorage.get("location");
  return frame.send("location_checked", {
    available: true, access_requested: granted !== undefined, access_granted: Boolean(granted),
  });
}

async function sendLocation(frame) {
  if (!frame.platform.phone) return frame.send("location_requested", { available: false });
  const fields = Object.entries({ latitude: 52.52, longitude: 13.405 }).map(([name, value]) =>
    h("label.labelled", {}, name, h("input.field", { type: "number", step: "any", name, value: String(value) })));
  const confirmed = await askPermission(frame, "Allow the app to access your location?", { body: fields });
  frame.userStorage.set("location", confirmed);
  if (!confirmed) return frame.send("location_requested", { available: false });
  const [latitude, longitude] = fields.map((label) => Number(label.querySelector("input").value));
  return frame.send("location_requested", { available: true, latitude, longitude, horizontal_accuracy: 10 });
}
