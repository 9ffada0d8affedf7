"use strict";
// TON Connect's JS bridge of a test wallet, for a mini-app in development.
//
// A wallet app injects its bridge into the page it shows. The chat page cannot inject into an iframe
// of another origin, so the mini-app loads this script itself, in sandbox mode only:
//   <script src="http://127.0.0.1:8081/static/wallet-bridge.js?key=sandbox&index=0"></script>
// Parameters of the script's URL:
//   key      property of window that gets `.tonconnect` (default "sandbox")
//   index    test wallet that the dialog proposes (default 0); the user can enter another
//   version  v3r1 … v5r1
//   chain    -239 or -3
//   auto     "approve", "reject" or a fault of the wallet ("wrongNetwork", "noProof", …): answer without a dialog
//   browser  "1": the page runs inside the wallet's own browser (isWalletBrowser)

// A block keeps the names below out of the page's global scope.
{
  const source = new URL(document.currentScript.src);
  const query = source.searchParams;
  const index = query.get("index") ?? "0";
  const storageKey = `sandbox-wallet:${index}`;
  const listeners = new Set();
  let lastId = Date.now();

  const FEATURES = ["SendTransaction", { name: "SendTransaction", maxMessages: 4 }];
  const CHOICES = [
    ["approve", "Approve", true], ["reject", "Reject", false], ["wrongNetwork", "Approve on the wrong network", false],
    ["noProof", "Approve without a proof", false],
  ];
  const STYLE = `
    dialog { box-sizing: border-box; width: min(340px, calc(100vw - 24px)); border: 0; border-radius: 20px; padding: 20px; font: 15px/1.4 system-ui, sans-serif; color: #17181f; background: #fff; color-scheme: light; }
    dialog::backdrop { background: rgb(12 12 28 / 50%); }
    h2 { margin: 0 0 6px; font-size: 18px } p { margin: 0 0 14px; color: #5d6273; overflow-wrap: anywhere }
    label { display: flex; align-items: center; gap: 12px } input { flex: 1; min-width: 0; padding: 9px 12px; border: 1px solid #8a90a3; border-radius: 12px; font: inherit; color: inherit; background: #fff }
    button { display: block; width: 100%; margin-top: 8px; padding: 12px; border: 0; border-radius: 12px; font: 600 15px system-ui, sans-serif; color: #4338ca; background: #f1f0fe; cursor: pointer }
    button.main { color: #fff; background: #5147d9 }
    :focus-visible { outline: 2px solid #17181f; outline-offset: 2px }`;

  const connectError = (code, message) => ({ event: "connect_error", id: ++lastId, payload: { code, message } });

  const element = (tag, properties) => Object.assign(document.createElement(tag), properties);

  /** Create the dialog in a shadow root, which the page's styles do not affect. */
  function createDialog(manifestUrl, wantsProof) {
    const host = document.createElement("div");
    const root = host.attachShadow({ mode: "open" });
    const style = new CSSStyleSheet(); // constructed sheets are allowed by a policy without inline styles
    style.replaceSync(STYLE);
    root.adoptedStyleSheets = [style];
    const dialog = document.createElement("dialog");
    dialog.setAttribute("aria-label", "Sandbox wallet");
    const request = wantsProof ? "asks to connect and to sign in" : "asks to connect";
    const number = element("input", { type: "number", min: 0, max: 999999, value: index, required: true });
    const label = element("label", { textContent: "Test wallet" });
    label.append(number);
    dialog.append(
      element("h2", { textContent: "Sandbox wallet" }),
      element("p", { textContent: `${new URL(manifestUrl).host} ${request}.` }),
      label,
    );
    root.append(dialog);
    document.body.append(host);
    return { host, root, dialog, number };
  }

  /** Let the user choose; resolves to [choice, index of the wallet]. */
  function askUser(manifestUrl, wantsProof) {
    const { host, root, dialog, number } = createDialog(manifestUrl, wantsProof);
    return new Promise((resolve) => {
      for (const [id, text, main] of CHOICES) {
        const button = element("button", { type: "button", textContent: text, className: main ? "main" : "" });
        button.addEventListener("click", () => (id === "reject" || number.reportValidity()) && dialog.close(id));
        dialog.append(button);
      }
      dialog.addEventListener("close", () => {
        host.remove();
        resolve([dialog.returnValue || "reject", number.value]);
      });
      dialog.showModal();
      root.querySelector(".main").focus(); // focus in the number field would open a phone's keyboard
    });
  }

  /** Request the ConnectEvent from the sandbox; throws an Error with a message for the app. */
  async function requestEvent(wallet, body) {
    const url = `${source.origin}/sim/wallet/${Number(wallet) || 0}/connect`;
    const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    let response, answer;
    try {
      response = await fetch(url, options);
      answer = await response.json();
    } catch (error) {
      throw new Error(`The sandbox wallet cannot be reached: ${error.message}`, { cause: error });
    }
    if (!response.ok) throw new Error(answer.error?.message ?? `The sandbox answered ${response.status}`);
    return answer.event;
  }

  async function connect(version, request) {
    if (version > 2) return connectError(1, `Protocol version ${version} is not supported`);
    const proof = request.items.find((item) => item.name === "ton_proof");
    const auto = query.get("auto");
    const [choice, wallet] = auto ? [auto, index] : await askUser(request.manifestUrl, Boolean(proof));
    const body = { manifestUrl: request.manifestUrl };
    if (proof) body.payload = proof.payload;
    for (const name of ["version", "chain"]) if (query.has(name)) body[name] = query.get(name);
    if (choice !== "approve") body.fault = choice;
    let event;
    try {
      event = await requestEvent(wallet, body);
    } catch (error) {
      return connectError(0, error.message);
    }
    if (event.event === "connect") saveConnection(event.payload);
    return { ...event, id: ++lastId };
  }

  /** Store a connection for restoreConnection: the address without the proof. */
  function saveConnection(payload) {
    const items = payload.items.filter((item) => item.name === "ton_addr");
    localStorage.setItem(storageKey, JSON.stringify({ ...payload, items }));
  }

  async function restoreConnection() {
    const saved = localStorage.getItem(storageKey);
    return saved ? { event: "connect", id: ++lastId, payload: JSON.parse(saved) } : connectError(100, "Unknown app");
  }

  async function send({ method, id }) {
    if (method !== "disconnect") return { error: { code: 400, message: `The sandbox wallet does not support ${method}` }, id };
    localStorage.removeItem(storageKey);
    return { result: {}, id };
  }

  window[query.get("key") ?? "sandbox"] = {
    tonconnect: {
      deviceInfo: { platform: "browser", appName: "sandbox-wallet", appVersion: "1.0.0", maxProtocolVersion: 2, features: FEATURES },
      walletInfo: {
        name: "Sandbox wallet", app_name: "sandbox-wallet", image: `${source.origin}/static/icon.svg`,
        about_url: source.origin, platforms: ["ios", "android", "chrome", "firefox", "safari", "macos", "windows", "linux"], features: FEATURES,
      },
      protocolVersion: 2,
      isWalletBrowser: query.get("browser") === "1",
      connect,
      restoreConnection,
      send,
      listen(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      disconnect: () => localStorage.removeItem(storageKey),
    },
  };
}
