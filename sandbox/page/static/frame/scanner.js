// The QR scanner: a box to paste what a code would say. It stays open until the app or the person
// closes it, so that an app may refuse a code and wait for the next, as on a phone.

import { h, icon } from "../dom.js";

/** Open the scanner; every paste is sent as qr_text_received. */
export function pasteCode(frame, text = "") {
  if (frame.scanner) return "a scanner is open already: ignored";
  const input = h("textarea.field", { rows: 3, "aria-label": "Text of the QR code", placeholder: "Paste what the QR code says" });
  const dialog = h("dialog.sheet.scanner", { "aria-label": "QR scanner" });
  const read = () => input.value.trim() && frame.send("qr_text_received", { data: input.value.trim() });
  dialog.append(
    h("div.sheet-body", {}, h("div.viewfinder", {}, icon("search")), text ? h("p.sheet-text", {}, text.slice(0, 64)) : null, input),
    h("div.sheet-actions", {},
      h("button.action", { type: "button", onclick: () => dialog.close() }, "Cancel"),
      h("button.action.primary", { type: "button", onclick: read }, "Scan")),
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    frame.scanner = null;
    frame.send("scan_qr_popup_closed");
  });
  frame.closing.signal.addEventListener("abort", () => dialog.close(), { once: true });
  frame.scanner = dialog;
  document.body.append(dialog);
  dialog.showModal();
  return undefined;
}
