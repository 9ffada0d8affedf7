// The QR scanner: a field for the text of a code. It stays open until the app or the user closes it, so
// that an app can reject a code and wait for the next one.

import { h, icon } from "../dom.js";

/** Open the scanner; each entered text is sent as qr_text_received. */
export function openScanner(frame, text = "") {
  if (frame.scanner) return "ignored: a scanner is already open";
  const input = h("textarea.field", { rows: 3, "aria-label": "Text of the QR code", placeholder: "Text of the QR code" });
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
