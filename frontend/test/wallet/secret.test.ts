import { expect, test } from "vitest";
import { looksSecret } from "../../src/wallet/secret.ts";

// Published examples; none is anybody's secret.
const PHRASES = {
  english: "legal winner thank year wave sausage worth useful legal winner thank yellow",
  electrum1: "powerful random nobody notice nothing important anyway look away hidden message over",
  spanish: "almíbar tibio superar vencer hacha peatón príncipe matar consejo polen vehículo odisea",
  slip39:
    "duckling enlarge academic academic agency result length solution fridge kidney coal piece deal husband erode duke ajar critical decision keyboard",
  japanese:
    "あいこくしん　あいこくしん　あいこくしん　あいこくしん　あいこくしん　あいこくしん　あいこくしん　あいこくしん　あいこくしん　あいこくしん　あいこくしん　あおぞら",
  korean: "가격 가격 가격 가격 가격 가격 가격 가격 가격 가격 가격 가능",
  chinese: "的 的 的 的 的 的 的 的 的 的 的 在",
};

test.each(Object.entries(PHRASES))("a phrase is seen in every form: %s", (_, phrase) => {
  const words = phrase.split(/\s/);
  const forms = [
    phrase,
    phrase.normalize("NFKD"),
    `seed: ${phrase}`,
    JSON.stringify(words),
    words.join("\n"),
    words.map((word, index) => `${index + 1}. ${word}`).join("\n"),
    words.join(" - "),
    `"${words.join(", ")}"`,
  ];
  expect(forms.filter((form) => !looksSecret(form))).toEqual([]);
});

test.each([
  "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
  "S6c56bnXQiBjk9mqSYE7ykVQ7NzrRy",
  "6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg",
  `0x${"1f".repeat(32)}`,
])("a key is seen: %s", (key) => {
  expect(
    [key, ` ${key}\n`, `bitcoin:${key}`, `"${key}"`, `${key.slice(0, 9)}\u200b${key.slice(9)}`].every(looksSecret),
  ).toBe(true);
});

test.each(["", "hello", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "How do I set my address?"])(
  "%s is no secret",
  (text) => {
    expect(looksSecret(text)).toBe(false);
  },
);
