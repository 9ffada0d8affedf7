// Reports errors that no screen has handled to our server: the name of the error and its place in
// our files. Messages stay here, they may hold the user's data.

const MOST = 5; // reports in the life of a page
const PLACE = /assets\/[\w.-]+:\d+:\d+/;

/** Report what reaches the window; boundaries pass on what they catch (`reportError`). */
export function reportErrors(
  initData: string,
  target: Pick<Window, "addEventListener"> = window,
  send: typeof fetch = (...given) => fetch(...given),
): void {
  const sent = new Set<string>();
  const report = (error: unknown): void => {
    const { name, stack } = error instanceof Error ? error : { name: "NoError", stack: "" };
    const body = JSON.stringify({ name: name.replace(/\W/g, "").slice(0, 60) || "Error", at: place(stack) });
    if (sent.has(body) || sent.size >= MOST) return;
    sent.add(body);
    const headers = { Authorization: `tma ${initData}`, "Content-Type": "application/json" };
    // An error whose report fails is only on the console.
    send("/api/page-errors", { method: "POST", headers, body, keepalive: true }).catch(() => undefined);
  };
  target.addEventListener("error", (event) => report(event.error));
  target.addEventListener("unhandledrejection", (event) => report(event.reason));
}

const place = (stack: string | undefined): string => PLACE.exec(stack ?? "")?.[0].slice(0, 120) ?? "";
