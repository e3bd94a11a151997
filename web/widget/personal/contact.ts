// Addresses of mail, links and user names in a text: what leads to a person elsewhere. Pure.

const START = "(?:^|[^\\p{L}\\p{N}_.@/-])";
const AT =
  "(?:\\s*@\\s*|\\s*[([{]\\s*(?:at|apenstaartje|arobase|ad)\\s*[)\\]}]\\s*|\\s+(?:apenstaartje|arobase|arrobase|klammeraffe)\\s+)";
const DOT =
  "(?:\\s*\\.\\s*|\\s*[([{]\\s*(?:dot|punt|point|punkt)\\s*[)\\]}]\\s*|\\s+(?:dot|punt|point|punkt)\\s+)";
const TLD = "(?:com|be|nl|fr|de|net|org|eu|uk|lu|me|io|ch|at)";
const HOST =
  "(?:gmail|googlemail|hotmail|outlook|live|icloud|yahoo|msn|telenet|skynet|proximus|scarlet|gmx|web|t-online|freenet|orange|free|laposte|wanadoo|sfr|ziggo|kpnmail|proton(?:mail)?|me)";
const MAILS = [
  new RegExp(`${START}([\\p{L}\\p{N}_.+-]+@[\\p{L}\\p{N}-]+(?:\\.[\\p{L}\\p{N}-]+)*\\.\\p{L}{2,})`, "iu"),
  new RegExp(`${START}([\\p{L}\\p{N}_.+-]{2,}${AT}[\\p{L}\\p{N}-]{2,}${DOT}${TLD})(?![\\p{L}\\p{N}])`, "iu"),
  new RegExp(
    `${START}([\\p{L}\\p{N}_.+-]{2,}\\s+at\\s+[\\p{L}\\p{N}-]{2,}\\s+dot\\s+${TLD})(?![\\p{L}\\p{N}])`,
    "iu",
  ),
  new RegExp(`${START}([\\p{L}\\p{N}_.+-]{2,}${AT}${HOST})(?![\\p{L}\\p{N}])`, "iu"),
];

/** Known to everybody: that a site is named leads to nobody. */
const SITES =
  /^(?:https?:\/\/)?(?:www\.|m\.)?(?:google|gmail|hotmail|outlook|icloud|yahoo|youtube|tiktok|instagram|snapchat|facebook|discord|roblox|whatsapp|netflix|spotify|twitch|reddit|wikipedia|minecraft|smartschool|childfocus|awel|tele-onthaal|zelfmoord1813|cybersquad|betternet|jac|watwat|stopchildporno|nupraatikerover|takeitdown|stopncii)(?:\.[a-z]{2,}){1,3}\/?$/i;
const LINKS = [
  /(?:^|[^\p{L}\p{N}@.])((?:https?:\/\/|www\.)[^\s<>"]{3,})/iu,
  // A short end of a name that is a word, too (be, de, me, net), needs a path behind it.
  /(?:^|[^\p{L}\p{N}@.])([\p{L}\p{N}-]{2,}(?:\.[\p{L}\p{N}-]+)*\.(?:com|nl|fr|org|eu|uk|lu|gg|info))(?![\p{L}\p{N}@/])/iu,
  /(?:^|[^\p{L}\p{N}@.])([\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.(?:com|nl|fr|org|eu|uk|lu|gg|info|be|de|me|net|io|tv|app|ly|link|co)\/[^\s<>"]+)/iu,
];

const APPS =
  "insta(?:gram)?|snap(?:chat)?|tik\\s?tok|discord|dc|roblox|fortnite|steam|twitch|telegram|whats?app|minecraft|be\\s?real|psn|xbox|kik|wattpad|omegle";
/** A user name gives itself away by what no word has: a digit, a line or a point inside. */
const ODD = "(?=[\\p{L}\\p{N}_.-]*[\\d_.])[\\p{L}][\\p{L}\\p{N}_.-]*[\\p{L}\\p{N}_]";
const NAMED =
  "(?:user\\s?name|gebruikersnaam|nom d[’']utilisateur|nom d[’']utilisatrice|pseudo|benutzername|nutzername|gamertag|nickname|account(?:naam)?|acc|compte|konto)";
const LINK_WORDS =
  "(?:\\s*(?:[:=>-]|is|ist|heet|heißt|heisst|naam|name|op|on|auf|sur|c[’']est|est|als|as|onder|under|unter|mijn|mon|mein|my|user(?:name)?)){0,4}\\s*";
const USERS = [
  new RegExp(`(?:^|[^\\p{L}\\p{N}.])(@${ODD})`, "iu"),
  new RegExp(
    `(?:^|[^\\p{L}])(?:${APPS}|${NAMED})${LINK_WORDS}[:"'“„‘«]?\\s*(@?${ODD})(?![\\p{L}\\p{N}@])`,
    "iu",
  ),
  new RegExp(`(?:^|[^\\p{L}])(?:${APPS}|${NAMED})[^.!?\\n@]{0,25}\\s(@[\\p{L}\\p{N}_.]{3,})`, "iu"),
  new RegExp(`(?:^|[^\\p{L}])${NAMED}${LINK_WORDS}["“„«‘']\\s?([\\p{L}\\p{N}_.-]{3,})\\s?["“”»’']`, "iu"),
  /(?:^|[^\p{L}\p{N}_.])([\p{L}\p{N}_.]{2,32}#\d{4})(?!\d)/iu,
];
/** What stands behind an app's name and is none: a version, a time, an amount. */
const NO_USER = /^\p{L}?[\d.,]+\p{L}{0,3}$/u;

const first = (text: string, patterns: readonly RegExp[]): string | undefined =>
  patterns.map((pattern) => pattern.exec(text)?.[1]?.trim()).find(Boolean);

export const mailIn = (text: string): string | undefined => first(text, MAILS);

export function linkIn(text: string): string | undefined {
  const found = text.split(/\s+/).map((word) => first(word, LINKS)?.replace(/[.,!?)]+$/, ""));
  return found.find((link) => link && !SITES.test(link));
}

export function userIn(text: string): string | undefined {
  const found = first(text, USERS);
  return found && !NO_USER.test(found) ? found : undefined;
}
