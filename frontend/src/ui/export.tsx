// The income as a file. The server makes a link that works for some minutes, because neither a
// browser nor Telegram sends our header along when it saves a file.

import { exported } from "../data/schemas.ts";
import { useSession } from "../data/session.ts";
import { download } from "../telegram/dialogs.ts";
import { haptic } from "../telegram/haptic.ts";
import { t } from "../text/translate.ts";
import { Icon } from "./icons.tsx";
import { useOnce } from "./once.ts";
import { troublePopup } from "./trouble-popup.ts";

export function ExportButton() {
  const { api } = useSession();
  const [busy, save] = useOnce(async () => {
    try {
      const { path, fileName } = await api.post("/api/income/export", exported);
      const url = new URL(path, location.origin).href;
      if (!download(url, fileName)) click(url, fileName);
      haptic.success();
    } catch (error) {
      haptic.error();
      await troublePopup(t("page-csv"), error);
    }
  });
  return (
    <button type="button" class="round" aria-label={t("page-csv")} aria-busy={busy} disabled={busy} onClick={save}>
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
