// What is held about the person, in the same words as the chat's /privacy.

import "./privacy.css";
import { kept } from "../telegram/links.ts";
import { t } from "../text/translate.ts";
import { Card } from "../ui/card.tsx";
import { Header } from "../ui/header.tsx";

export default function PrivacyScreen() {
  const paragraphs = t("page-privacy", kept()).split(/\n\s*\n/);
  return (
    <>
      <Header title={t("button-policy")} />
      <Card class="prose">
        {paragraphs.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </Card>
    </>
  );
}
