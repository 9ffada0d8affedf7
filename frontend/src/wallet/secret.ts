// Whether a text looks like a seed phrase or a private key, so that it is never sent anywhere. The
// server judges by the word lists, which are too large for the page; here the form of a text decides.
// A warning for nothing costs little here: nobody writes sentences into the field for an address.

const WORDS = 12; // the length of the shortest phrase
const LONGEST_WORD = 9; // letters; few words of the lists are longer
const PHRASE_LENGTHS: ReadonlySet<number> = new Set([12, 15, 18, 21, 24]); // of one without blanks, in Chinese

const KEY = new RegExp(
  "(?:^|[^0-9A-Za-z])(?:" +
    [
      "[5KL9c][1-9A-Za-z]{50,51}", // WIF; also mistyped
      "6P[1-9A-Za-z]{56}", // encrypted
      "(?:[a-zA-Z]prv|Ltpv|Mtpv|dgpv)[1-9A-Za-z]{20,}", // extended
      "S(?=\\w*\\d)(?=\\w*[a-z])(?=\\w*[A-Z])[1-9A-HJ-NP-Za-km-z]{21}(?:[1-9A-HJ-NP-Za-km-z]{4}){0,2}", // mini key
      "nsec1[0-9a-z]{50,}|ms1[0-9a-z]{45,}",
    ].join("|") +
    ")(?![0-9A-Za-z])",
);
const HEX = /^(?:0x)?(?:[\da-f]{64}){1,2}$/i;
/** Words that hardly a sentence does without, in many languages; hardly a phrase has two of them. */
const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  (
    "a an the to of is are was were am be in on at it its and or but i you he she we they me us my your our their do does" +
    " did not no so as by for from with than how what when where why who which if would could should has had been" +
    " der die das den dem und ist nicht ich sie wir ein eine zu mit auf von es wie el la los las que y en un una por para" +
    " con se mi lo del le les des et est dans du une qui je vous ne pas il di che e per non della nel della ho o os da do" +
    " em um uma na meu nie jest w z ze bir ve bu icin ile de yang dan ini itu untuk tidak" +
    " и в не на я что как с это по мне для мой или из за к у от так же"
  ).split(" "),
);
const PARTICLES: ReadonlySet<string> = new Set(
  "的了是我你您他她它们們在不有这這那吗嗎呢吧啊就都也和与與很个個么麼什请請",
);

export function looksSecret(text: string): boolean {
  const plain = text.normalize("NFKC").replace(/\p{Cf}/gu, "");
  return KEY.test(plain) || HEX.test(whole(plain)) || isPhrase(plain);
}

/** The text of a payment link, or the text itself, without blanks and what people put around it. */
function whole(text: string): string {
  const inside = /^\s*bitcoin:(?:\/\/)?([^?]*)/i.exec(text)?.[1] ?? text;
  return inside.replace(/[\s\-–—:,;|"'`«»“”[\]{}()<>]+/g, "");
}

function isPhrase(text: string): boolean {
  if (/[?!。]/.test(text)) return false;
  const parts = text
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map((part) => part.replace(/^\d+(?:(?:st|nd|rd|th)$)?/, ""));
  const words = parts.filter((part) => /^[\p{L}\p{M}]+$/u.test(part));
  const chinese = words.filter((word) => /^\p{Script=Han}+$/u.test(word));
  if (chinese.length > words.length / 2) return isChinesePhrase(chinese);
  const unusual = words.filter((word) => FUNCTION_WORDS.has(word) || word.length > LONGEST_WORD || word.length < 2);
  return words.length >= WORDS && unusual.length <= words.length / WORDS;
}

function isChinesePhrase(words: readonly string[]): boolean {
  if (words.length >= WORDS) return true;
  const letters = [...words.join("")];
  const particles = letters.filter((letter) => PARTICLES.has(letter));
  return PHRASE_LENGTHS.has(letters.length) && particles.length <= letters.length / WORDS;
}
