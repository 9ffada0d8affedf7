import { describe, expect, test } from "vitest";
import { readLaunch } from "../../src/telegram/launch.ts";
import { colors, isDark } from "../../src/telegram/theme.ts";
import { memoryStorage } from "../data/fakes.ts";

describe("launch", () => {
  const user = encodeURIComponent(JSON.stringify({ id: 42, first_name: "Ann", language_code: "ru" }));
  const data = encodeURIComponent(`user=${user}&auth_date=1&start_param=miner_7&hash=ab`);
  const theme = encodeURIComponent(JSON.stringify({ bg_color: "#112233", text_color: "red;x" }));
  const hash = `#tgWebAppData=${data}&tgWebAppVersion=9.1&tgWebAppPlatform=ios&tgWebAppThemeParams=${theme}`;

  test("is read from the address, and only colours are taken as colours", () => {
    expect(readLaunch({ hash }, undefined)).toMatchObject({
      user: { id: 42, firstName: "Ann", languageCode: "ru" },
      startParam: "miner_7",
      platform: "ios",
      version: "9.1",
      theme: { bg_color: "#112233" },
    });
  });

  test("survives a reload that has lost the address", () => {
    const session = memoryStorage();
    readLaunch({ hash }, session);
    expect(readLaunch({ hash: "" }, session)?.user.id).toBe(42);
  });

  test("is missing outside Telegram and in nonsense", () => {
    for (const text of ["", "#x=1", "#tgWebAppData=user%3D%7B", "#tgWebAppData=hash%3D1"]) {
      expect(readLaunch({ hash: text }, undefined)).toBeUndefined();
    }
  });
});

test("only #rrggbb is a colour, and light text belongs on the dark ones", () => {
  expect(colors({ a: "#123456", b: "url(x)", c: 1, d: "#12345" })).toEqual({ a: "#123456" });
  expect([isDark("#000000"), isDark("#ffffff"), isDark("#1b1d27")]).toEqual([true, false, true]);
});
