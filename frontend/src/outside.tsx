// The page as somebody sees it who opened its address in a browser.

import { useStore } from "./data/store.ts";
import { spoken } from "./text/languages.ts";
import { t } from "./text/translate.ts";
import { Message } from "./ui/message.tsx";

export function Outside({ bot }: { bot: string | undefined }) {
  useStore(spoken);
  return (
    <main class="page alone">
      <Message title={t("page-outside")} text={t("page-outside-text")}>
        {bot && (
          <a class="action strong" href={bot}>
            {t("page-open-bot")}
          </a>
        )}
      </Message>
    </main>
  );
}
