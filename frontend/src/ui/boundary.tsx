// Catches what goes wrong while components render, and offers a start without the kept answers,
// which are the likeliest reason.

import { Component, type ComponentChildren } from "preact";
import { t } from "../text/translate.ts";
import { Action } from "./action.tsx";
import { Message } from "./message.tsx";

interface Props {
  /** Remove what the page keeps, and load it again. */
  onReset(): void;
  children: ComponentChildren;
}

export class Boundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static override getDerivedStateFromError = (): { failed: boolean } => ({ failed: true });

  override componentDidCatch(error: unknown): void {
    reportError(error); // as if nobody had caught it: for the console, and for our report
  }

  override render({ onReset, children }: Props) {
    if (!this.state.failed) return children;
    return (
      <Message title={t("page-crash")} text={t("page-crash-text")}>
        <Action kind="strong" onPress={onReset}>
          {t("page-reset")}
        </Action>
      </Message>
    );
  }
}
