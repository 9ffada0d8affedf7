// Language, unit, and leaving: log out, or have everything deleted.

import { keepChoice } from "../data/choices.ts";
import { useShown } from "../data/hooks.ts";
import { done } from "../data/schemas.ts";
import { UNITS, type Unit, useSession } from "../data/session.ts";
import { useStore } from "../data/store.ts";
import { openLink, popup } from "../telegram/dialogs.ts";
import { haptic } from "../telegram/haptic.ts";
import { policyLink } from "../telegram/links.ts";
import { chooseLanguage } from "../text/language-choice.ts";
import { LANGUAGES, type Language, language, t } from "../text/translate.ts";
import { Section } from "../ui/card.tsx";
import { Header } from "../ui/header.tsx";
import { useOnce } from "../ui/once.ts";
import { Row } from "../ui/row.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { troublePopup } from "../ui/trouble-popup.ts";
import { forgetEverything, forgetWallet } from "../wallet/forget.ts";

const NAMES: Readonly<Record<Language, string>> = { en: "English", ru: "Русский" };

export default function SettingsScreen() {
  const session = useSession();
  const unit = useStore(session.unit);
  useShown(session.me);
  const chooseUnit = (chosen: Unit): void => {
    session.unit.set(chosen);
    keepChoice(session.launch.user.id, "unit", chosen);
  };
  return (
    <>
      <Header title={t("page-settings")} />
      <Section title={t("page-language")}>
        <div class="pad">
          <Segmented<Language>
            label={t("page-language")}
            value={language()}
            options={LANGUAGES.map((one) => [one, NAMES[one]] as const)}
            onChange={(chosen) => void chooseLanguage(session, chosen)}
          />
        </div>
      </Section>
      <Section title={t("page-unit")}>
        <div class="pad">
          <Segmented<Unit>
            label={t("page-unit")}
            value={unit}
            options={UNITS.map((one) => [one, one] as const)}
            onChange={chooseUnit}
          />
        </div>
      </Section>
      <YourData />
    </>
  );
}

function YourData() {
  const session = useSession();
  const inside = useStore(session.access) === "in";
  const { api, launch, nav } = session;
  const { id } = launch.user;
  const logOut = useConfirmed(t("page-logout"), t("page-logout-text"), async () => {
    await api.post("/api/auth/logout", done);
    await forgetWallet(id);
  });
  const erase = useConfirmed(t("page-delete"), t("page-delete-text"), async () => {
    await api.post("/api/me/delete", done);
    await forgetEverything(id);
  });
  // The operator's own policy, where there is one; else what is held, in our words.
  const policy = policyLink();
  const showPolicy = (): void => (policy ? openLink(policy) : nav.open({ name: "privacy" }));
  return (
    <Section title={t("page-your-data")}>
      <Row icon="shield" title={t("button-policy")} onPress={showPolicy} />
      <Row icon="clock" title={t("page-orders")} onPress={() => nav.open({ name: "orders" })} />
      {inside && <Row icon="exit" title={t("page-logout")} onPress={logOut} />}
      <Row icon="trash" danger title={t("page-delete")} onPress={erase} />
    </Section>
  );
}

/** What ends the login once it is confirmed; a second click while it is under way does nothing. */
function useConfirmed(title: string, text: string, act: () => Promise<void>): () => void {
  const { left, nav } = useSession();
  const [, start] = useOnce(async () => {
    const answer = await popup(title, text, [
      { id: "yes", text: title, type: "destructive" },
      { id: "no", type: "cancel" },
    ]);
    if (answer !== "yes") return;
    try {
      await act();
      left();
      haptic.success();
      nav.to("overview");
    } catch (error) {
      haptic.error();
      await troublePopup(title, error);
    }
  });
  return start;
}
