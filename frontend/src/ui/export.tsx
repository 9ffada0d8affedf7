// The income as a file. The link is made for it and lives for minutes, because neither a browser
// nor Telegram can send our header along when it saves a file.

import { useState } from "preact/hooks";
import { explain } from "../errors.ts";
import { useSession } from "../session.ts";
import { haptic } from "../telegram.ts";
import { download, popup } from "../telegram-asks.ts";
import { t } from "../words.ts";
import { Icon } from "./icons.tsx";

export function ExportButton() {
  const { api } = useSession();
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const { path, fileName } = await api.post("/api/income/export");
      const url = new URL(path, location.origin).href;
      if (!download(url, fileName)) click(url, fileName);
      haptic.success();
    } catch (error) {
      haptic.error();
      await popup(t("page-csv"), t(explain(error).message, { seconds: 5 }), [{ id: "ok", type: "ok" }]);
    } finally {
      setBusy(false);
    }
  };
  return (
    <button type="button" class="round" aria-label={t("page-csv")} aria-busy={busy} disabled={busy} onClick={() => void save()}>
      <Icon name="file" />
    </button>
  );
}

function click(url: string, name: string): void {
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
}
