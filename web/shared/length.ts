// How long a text is, as people and the server count: an emoji is one.

export const lengthOf = (text: string): number => Array.from(text).length;

/** Characters left of so many once blanks around it are gone; negative when there are too many. */
export const roomLeft = (text: string, most: number): number => most - lengthOf(text.trim());

/** From here on the room that is left is told. */
export const isNearlyFull = (left: number, most: number): boolean => left <= Math.min(200, most / 5);
