// Invoices in Telegram Stars, and the permission to write to the payer.

import { can, later, on, send } from "./bridge.ts";
import { openLink } from "./dialogs.ts";

export type InvoiceStatus = "paid" | "cancelled" | "failed" | "pending";

const PATIENCE = 60_000; // ms; some clients never say that an invoice was closed

/**
 * Open an invoice; what the client says when it is closed, or undefined where it says nothing.
 * That is a hint only: a client may say `failed` or `cancelled` although the Stars were taken.
 */
export async function openInvoice(url: string): Promise<InvoiceStatus | undefined> {
  const slug = /\/(?:\$|invoice\/)([\w=-]+)$/.exec(url)?.[1];
  if (!slug || !can("web_app_open_invoice")) {
    openLink(url);
    return undefined;
  }
  const closed = new Promise<InvoiceStatus>((resolve) => {
    const stop = on("invoice_closed", (event) => {
      if (event.slug !== slug) return;
      stop();
      resolve(event.status as InvoiceStatus);
    });
  });
  send("web_app_open_invoice", { slug });
  return Promise.race([closed, later(PATIENCE)]);
}

/** Ask whether the bot may write to the person; undefined where that cannot be asked. */
export async function requestWriteAccess(): Promise<boolean | undefined> {
  if (!can("web_app_request_write_access")) return undefined;
  const answer = new Promise<boolean>(
    (resolve) => void on("write_access_requested", ({ status }) => resolve(status === "allowed"), true),
  );
  send("web_app_request_write_access");
  return Promise.race([answer, later(PATIENCE)]);
}
