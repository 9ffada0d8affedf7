// Nothing to show, and why.

import "./empty.css";
import { Icon, type IconName } from "./icons.tsx";

export function Empty({ icon, title, text }: { icon: IconName; title: string; text?: string }) {
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon name={icon} />
      </span>
      <h2>{title}</h2>
      {text && <p>{text}</p>}
    </div>
  );
}
