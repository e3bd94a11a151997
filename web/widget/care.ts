// Looks at a draft, here in the browser only: does it seem to give away who or where somebody is, or say danger?
const PHONE = /(?:\+|\b0)[\d\s./-]{7,}\d/;
const MAIL = /\b[\w.+-]+@[\w-]+\.[a-z]{2,}\b/i;
const DANGER = [
  /zelfmoord|uit het leven stappen|mezelf (?:doden|vermoorden)|wil (?:niet meer leven|dood)/i,
  /suicide|me tuer|envie de mourir|veux (?:mourir|plus vivre)/i,
  /selbstmord|mich umbringen|will (?:sterben|nicht mehr leben)/i,
  /kill myself|end my life|want to die/i,
];

export type Care = "danger" | "contact";

/** What to say kindly under the composer; null for most drafts. */
export function revealing(draft: string): Care | null {
  if (DANGER.some((pattern) => pattern.test(draft))) return "danger";
  return PHONE.test(draft) || MAIL.test(draft) ? "contact" : null;
}
