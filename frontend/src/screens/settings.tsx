// Language, unit, and leaving: log out, or have everything deleted.

import { useEffect, useState } from "preact/hooks";
import { keepChoice } from "../choices.ts";
import { explain } from "../errors.ts";
import { setLanguage } from "../languages.ts";
import { useSession, type Unit } from "../session.ts";
import { useStore } from "../store.ts";
import { haptic } from "../telegram.ts";
import { openLink, popup } from "../telegram-asks.ts";
import { language, LANGUAGES, t, type Language } from "../words.ts";
import { Header } from "../ui/header.tsx";
import { Row, Section, Segmented } from "../ui/parts.tsx";

const UNITS: readonly (readonly [Unit, string])[] = [
  ["BTC", "BTC"],
  ["sat", "sat"],
  ["USD", "USD"],
];
const NAMES: Readonly<Record<Language, string>> = { en: "English", ru: "Русский" };

export function SettingsScreen() {
  const session = useSession();
  const { api, launch, nav } = session;
  const unit = useStore(session.unit);
  const inside = useStore(session.access) === "in";
  const [busy, setBusy] = useState(false);
  // The operator's own policy, where there is one; else what we hold, in our words.
  const policy = document.querySelector<HTMLMetaElement>('meta[name="privacy-url"]')?.content;
  useEffect(() => void session.me.freshen(), [session]);

  const ask = async (title: string, text: string, yes: string, act: () => Promise<unknown>): Promise<void> => {
    const choices = [
      { id: "yes", text: yes, type: "destructive" as const },
      { id: "no", type: "cancel" as const },
    ];
    if ((await popup(title, text, choices)) !== "yes") return;
    setBusy(true);
    try {
      await act();
      haptic.success();
      nav.to("overview");
    } catch (error) {
      haptic.error();
      await popup(title, t(explain(error).message, { seconds: 5 }), [{ id: "ok", type: "ok" }]);
    } finally {
      setBusy(false);
    }
  };
  const logout = (): void =>
    void ask(t("page-logout"), t("page-logout-text"), t("page-logout"), async () => {
      await api.post("/api/auth/logout");
      await forgetWallet(launch.user.id);
      session.left();
    });
  const erase = (): void =>
    void ask(t("page-delete"), t("page-delete-text"), t("page-delete"), async () => {
      await api.post("/api/me/delete");
      await forgetWallet(launch.user.id);
      forgetChoices(launch.user.id);
      session.left();
    });

  return (
    <>
      <Header title={t("page-settings")} />
      <Section title={t("page-language")}>
        <div class="pad">
          <Segmented<Language> label={t("page-language")} value={language()} onChange={(chosen) => void setLanguage(session, chosen)} options={LANGUAGES.map((one) => [one, NAMES[one]] as const)} />
        </div>
      </Section>
      <Section title={t("page-unit")}>
        <div class="pad">
          <Segmented<Unit>
            label={t("page-unit")}
            value={unit}
            options={UNITS}
            onChange={(chosen) => {
              session.unit.set(chosen);
              keepChoice(launch.user.id, "unit", chosen);
            }}
          />
        </div>
      </Section>
      <Section title={t("page-your-data")}>
        <Row icon="shield" title={t("button-policy")} onPress={() => (policy ? openLink(policy) : nav.open({ name: "privacy" }))} />
        {inside && <Row icon="exit" title={t("page-logout")} onPress={busy ? undefined : logout} />}
        <Row icon="trash" danger title={t("page-delete")} onPress={busy ? undefined : erase} />
      </Section>
    </>
  );
}

/** Choices outlive a login, but not the wish to be deleted; nor does the name of the last wallet. */
function forgetChoices(user: number): void {
  try {
    for (const key of Object.keys(localStorage)) if (/^(gm:ton-owner$|ton-connect-ui_)/.test(key) || key.startsWith(`gm-choice:${user}:`)) localStorage.removeItem(key);
  } catch {
    // a web view without storage has kept nothing
  }
}

/** Let the TON wallet go as well; TON Connect is only loaded if there is one to let go. */
async function forgetWallet(user: number): Promise<void> {
  const prefix = `gm:ton:${user}:`;
  try {
    if (!Object.keys(localStorage).some((key) => key.startsWith(prefix))) return;
    const { tonConnect } = await import("../ton.ts");
    const ton = tonConnect({ user, language: language(), returnTo: undefined, onReport: () => undefined, onEnd: () => undefined });
    await Promise.race([ton.restored().then(() => ton.disconnect()), new Promise((resolve) => setTimeout(resolve, 3000))]);
    for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
  } catch {
    // The login has ended; a wallet that we cannot reach will be let go at the next one.
  }
}
