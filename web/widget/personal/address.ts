// Postal addresses in a text: a street with its number, as Dutch, French, German and English write it. Pure.

const END = "(?![\\p{L}\\d])";
const NUMBER = "\\d{1,4}\\s?(?:[a-f]|bis|ter|bus\\s\\d+)?";
/** After a number these say what is counted; it is no house then. */
const COUNTED =
  "(?!\\s*(?:%|€|:|[.,]\\d|uur|u\\b|h\\b|min|sec|uren|dag|dagen|week|weken|maand|jaar|keer|maal|meter|km|m\\b|euro|stap|stappen|mensen|kinderen|jongens|meisjes|vriend|haltes?|fois|heure|minute|jour|semaine|mois|an\\b|ans\\b|mètre|personne|enfant|garçon|fille|pas\\b|uhr|stund|tag|woche|monat|jahr|mal\\b|schritt|leute|kinder|freund|minuten|hour|day|week|month|year|time|step|people|kid|friend|mile|metre|meter|o[’']?clock|am\\b|pm\\b))";

/** Words that end like a street and are none. */
const NO_STREET =
  /^(?:onderweg|snelweg|autoweg|halfweg|terugweg|heenweg|thuisweg|uitweg|omweg|zijweg|landweg|overweg|schoolweg|kerkhof|voorhof|schoolplein|speelplein|marktplein|verslaan|gelaan|snelbaan|bijbaan|loopbaan|rijbaan|landingsbaan|atletiekbaan|glijbaan|achtbaan|kegelbaan|heimweg|schulweg|umweg|ausweg|rückweg|hinweg|heimwege|gehweg|radweg|irrweg|spielplatz|arbeitsplatz|parkplatz|sportplatz|fußballplatz|fussballplatz|sitzplatz|stehplatz|studienplatz|marktplatz|schulplatz|zeltplatz|campingplatz|bolzplatz|therapieplatz|ausbildungsplatz|schlafplatz|kitaplatz|hauptstraße|sackgasse|hauptstraat|winkelstraat|zijstraat|sackstraße)$/i;

const JOINED = new RegExp(
  `(?:^|[^\\p{L}])((\\p{L}[\\p{L}’'-]+(?:straat|laan|steenweg|dreef|plein|singel|gracht|kade|kaai|weg|baan|straße|strasse|str\\.|gasse|platz|allee|hof))\\s?,?\\s(?:nr\\.?\\s?|nummer\\s)?${NUMBER})${END}${COUNTED}`,
  "giu",
);
const GERMAN = new RegExp(
  `(?:^|[^\\p{L}])(\\p{Lu}[\\p{L}’'-]+\\s(?:Straße|Strasse|Str\\.|Allee|Gasse|Steenweg|Laan|Straat|Plein)\\s(?:Nr\\.\\s?)?${NUMBER})${END}${COUNTED}`,
  "u",
);

const WORD = "[\\p{L}’'-]+";
/** Between a kind of street and its number stand names, never these. */
const NO_NAME =
  "(?!(?:à|a|il|elle|et|y|j[’']|on|avec|pour|vers|pendant|depuis|où|devant|jusqu|là|plus|qui|que|est|ont?|puis|après|avant|dans|sur|pas|il|nous|je|tu|me|se)(?![\\p{L}]))";
const NAMES = `(?:${NO_NAME}${WORD}\\s){0,4}${NO_NAME}${WORD}`;
const ROAD = "(?:rue|avenue|av\\.|boulevard|bd\\.?|bld|chaussée|impasse|allée|drève|ruelle)";
const PLACE = "(?:place|chemin|route|square|quai|clos|sentier|cour)";
const FRENCH = [
  new RegExp(
    `(?:^|[^\\p{L}])(${ROAD}\\s${NAMES}\\s?,?\\s(?:n°\\s?|numéro\\s)?${NUMBER})${END}${COUNTED}`,
    "iu",
  ),
  new RegExp(`(?:^|[^\\p{L}\\d])(${NUMBER}\\s?,?\\s${ROAD}\\s${NAMES})`, "iu"),
  new RegExp(
    `(?:^|[^\\p{L}])(${PLACE}\\s(?:(?:de|du|des|la|le|les)\\s|[dl][’']){0,2}\\p{Lu}[\\p{L}’'-]+(?:\\s\\p{Lu}[\\p{L}’'-]+)?\\s?,?\\s${NUMBER})${END}${COUNTED}`,
    "u",
  ),
  new RegExp(
    `(?:^|[^\\p{L}\\d])(${NUMBER}\\s?,?\\s${PLACE}\\s(?:(?:de|du|des|la|le|les)\\s|[dl][’']){0,2}\\p{Lu}[\\p{L}’'-]+)`,
    "u",
  ),
];

const NO_ENGLISH =
  "(?!(?:the|a|an|on|my|our|your|this|that|same|in|at|of|down|up|across|minutes?|hours?|years?|people|kids|different|more|other|long|to|from|by|is|was|and|or|blocks?|and|years?|days?|weeks?|miles?|houses|streets?|times?)(?![\\p{L}]))";
const ENGLISH = [
  new RegExp(
    `(?:^|[^\\p{L}\\d])(\\d{1,4}[a-f]?,?\\s(?:${NO_ENGLISH}[\\p{L}’'-]+\\s){1,3}(?:street|road|avenue|lane|rd|ave))${END}`,
    "iu",
  ),
  new RegExp(
    `(?:^|[^\\p{L}\\d])(\\d{1,4}[a-f]?,?\\s(?:\\p{Lu}[\\p{L}’'-]+\\s){1,3}(?:St|Drive|Close|Court|Square|Terrace|Way|Gardens|Crescent|Ln))${END}`,
    "u",
  ),
  /(?:^|[^\p{L}\d])([A-Z]{1,2}\d[A-Z\d]?\s\d(?!(?:TB|GB|MB|KB|XL|AM|PM|HP|XP)(?![A-Z]))[ABD-HJLNP-UW-Z]{2})(?![\p{L}\d])/u,
];
/** A Dutch postcode with its house, or said to be one: letters behind four digits are points of a game otherwise. */
const DUTCH = [
  /(?:^|[^\p{L}\d])([1-9]\d{3}\s?[A-Z]{2}\s?,?\s\d{1,4})(?![\p{L}\d])/u,
  /postcode[^\d\n]{0,12}([1-9]\d{3}\s?[A-Z]{2})(?![\p{L}\d])/iu,
];
const WHOLE = [GERMAN, ...FRENCH, ...ENGLISH, ...DUTCH];

/** The first address that a letter would reach; undefined for none. */
export function addressIn(text: string): string | undefined {
  for (const found of text.matchAll(JOINED)) if (!NO_STREET.test(found[2] ?? "")) return found[1];
  return WHOLE.map((pattern) => pattern.exec(text)?.[1]?.trim()).find(Boolean);
}
