// What is held about the person: the same words as the chat's /privacy.

import { t } from "../words.ts";
import { Header } from "../ui/header.tsx";
import { Card } from "../ui/parts.tsx";

export function PrivacyScreen() {
  return (
    <>
      <Header title={t("button-policy")} />
      <Card class="prose">
        {t("page-privacy")
          .split(/\n\s*\n/)
          .map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
      </Card>
    </>
  );
}
