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

type Format = "csv" | "xlsx";

const BUTTONS = { csv: ["page-csv", "file"], xlsx: ["page-xlsx", "table"] } as const;

export const ExportButtons = () => (
  <div class="group">
    <ExportButton format="xlsx" />
    <ExportButton format="csv" />
  </div>
);

function ExportButton({ format }: { format: Format }) {
  const { api } = useSession();
  const [name, icon] = BUTTONS[format];
  const [busy, save] = useOnce(async () => {
    try {
      // The device's own locale: its spreadsheet has the same separator and decimal sign.
      const { path, fileName } = await api.post("/api/income/export", exported, { format, locale: deviceLocale() });
      const url = new URL(path, location.origin).href;
      if (!download(url, fileName)) click(url, fileName);
      haptic.success();
    } catch (error) {
      haptic.error();
      await troublePopup(t(name), error);
    }
  });
  return (
    <button type="button" class="round" aria-label={t(name)} aria-busy={busy} disabled={busy} onClick={save}>
      <Icon name={icon} />
    </button>
  );
}

/** Null where the browser reports what the server would refuse. */
const deviceLocale = (): string | null => (/^[\w-]{1,35}$/.test(navigator.language) ? navigator.language : null);

function click(url: string, name: string): void {
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
}
