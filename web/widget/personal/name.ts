// Full names in a text: where somebody says what they are called, first and last. Pure.

const CUES = [
  ...["ik heet", "mijn naam is", "mijn echte naam is", "m'n naam is", "mijn volledige naam is"],
  ...[
    "je m['’]appelle",
    "j['’]m['’]appelle",
    "mon nom est",
    "mon nom c['’]est",
    "mon vrai nom est",
    "mon vrai nom c['’]est",
  ],
  ...[
    "ich heiße",
    "ich heisse",
    "mein name ist",
    "mein richtiger name ist",
    "ich werde \\p{L}+ genannt und heiße",
  ],
  ...["my name is", "my name['’]s", "my real name is", "i['’]m called", "i am called", "my full name is"],
].join("|");
/** Said of feelings as well, so that only two names with capitals count. */
const WEAK = [
  "[Ii]k ben",
  "[Jj]e suis",
  "[Mm]oi c['’]est",
  "[Ii]ch bin",
  "I['’]?m",
  "I am",
  "i['’]?m",
  "i am",
].join("|");
const SURNAME = [
  ...["achternaam is", "familienaam is", "nom de famille est", "nom de famille c['’]est"],
  ...["[Nn]achname ist", "[Ff]amilienname ist", "surname is", "last name is", "family name is"],
].join("|");

const BETWEEN =
  "(?:(?:van|de|den|der|ter|ten|von|zu|du|des|le|la|el|al|ben|bint|da|dos|di|mc|o['’]|d['’]|'t)\\s?){0,3}";
const CAPITAL = "\\p{Lu}[\\p{Ll}\\p{M}]+(?:[-'’]\\p{Lu}[\\p{Ll}\\p{M}]+)*";
const SMALL = "[\\p{L}\\p{M}]{2,}(?:[-'’][\\p{L}\\p{M}]{2,})*";

/** Words that follow a first name and are no last one. */
const WORDS = new Set(
  `en maar ik ben van niet wel al ook nu hier dus want omdat dat die heb wil kan mag moet ga woon zit en of zo heel graag hoor eigenlijk trouwens gewoon alleen bang boos verdrietig sorry dankje bedankt hallo hoi jaar oud hulp help
  et mais je j ai suis moi c est ne pas aussi ici donc car parce que qui veux peux ou tres très seulement juste merci salut bonjour aide triste peur ans désolée désolé pardon voila voilà stp svp
  und aber ich bin nicht auch hier jetzt also denn weil dass die habe will kann darf muss oder so sehr gerne eigentlich übrigens nur einfach danke hallo hilfe bitte jahre alt traurig angst wohne
  and but i am im not too also here now so because that have want can may must or very really just only thanks thank please help hello hi sad scared years old by from aged sorry okay ok`.split(
    /\s+/,
  ),
);
const EMPTY = new Set(
  `heel erg zo te een geen niet zelf nog echt weer bang boos alleen hier
  en un une très trop pas plus dans une la le seul seule au à
  sehr so ein eine kein keine nicht noch echt wieder die der das in im so bei am zu nur schon gerade immer hier
  so very a an not the in at on really just too still from here feeling being going trying doing having getting always never also all scared sorry sad
  opfer fan teil freund freundin schüler schülerin bruder schwester sohn tochter mama papa kind
  slachtoffer deel vriend vriendin lid zoon dochter broer zus victime ami amie fils fille victim friend part son daughter`.split(
    /\s+/,
  ),
);

const STRONG = new RegExp(
  `(?:^|[^\\p{L}])(?:${CUES})\\s+(${SMALL})\\s+(${BETWEEN})(${SMALL})([^\\p{L}]|$)(.?)`,
  "iu",
);
const SAID = new RegExp(
  `(?:^|[^\\p{L}])(?:${WEAK})\\s+(${CAPITAL})\\s+(${BETWEEN})(${CAPITAL})(?![\\p{L}])`,
  "u",
);
const LAST = new RegExp(`(?:^|[^\\p{L}])(?:${SURNAME})\\s+(${BETWEEN}${CAPITAL})(?![\\p{L}])`, "u");

const isWord = (word: string): boolean => WORDS.has(word.toLowerCase().replace(/['’].*$/, ""));
const isEmpty = (word: string): boolean => EMPTY.has(word.toLowerCase()) || isWord(word);
const isCapital = (word: string): boolean => /^\p{Lu}\p{Ll}/u.test(word);

/** In small letters a last name stands at the end of what is said, or before an *and*. */
function strong(text: string): string | undefined {
  const found = STRONG.exec(text);
  if (!found) return undefined;
  const [whole, first = "", between = "", last = "", next = ""] = found;
  if (isWord(first) || isWord(last)) return undefined;
  const rest = text.slice(found.index + whole.length - next.length - (found[5] ?? "").length);
  const closed = /^\s*(?:$|[.,!?;:)\n]|(?:en|et|und|and|ik|je|j['’]|ich|i)(?!\p{L}))/iu.test(rest);
  if (!closed && !isCapital(last)) return undefined;
  return `${first} ${between}${last}`;
}

function weak(text: string): string | undefined {
  const found = SAID.exec(text);
  const [, first = "", between = "", last = ""] = found ?? [];
  return found && !isEmpty(first) && !isEmpty(last) ? `${first} ${between}${last}` : undefined;
}

/** The first full name that somebody says is theirs; undefined for none. */
export const nameIn = (text: string): string | undefined =>
  strong(text) ?? weak(text) ?? LAST.exec(text)?.[1];
