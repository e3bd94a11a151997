// Looks at a draft, here in the browser only: does it say danger? What gives somebody away is for personal/.
const DANGER = [
  /zelfmoord|uit het leven stappen|mezelf (?:doden|vermoorden)|wil (?:niet meer leven|dood)/i,
  /suicide|me tuer|envie de mourir|veux (?:mourir|plus vivre)/i,
  /selbstmord|mich umbringen|will (?:sterben|nicht mehr leben)/i,
  /kill myself|end my life|want to die/i,
];

/** As the patterns have it: marks on letters left out (suïcide) and signs that nobody sees, one space for whatever space
 * there is. */
const plain = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}|\p{Cf}/gu, "")
    .replace(/\s+/g, " ");

/** Whether to show, kindly and under the composer, whom to call now. */
export const saysDanger = (draft: string): boolean => {
  const said = plain(draft);
  return DANGER.some((pattern) => pattern.test(said));
};
