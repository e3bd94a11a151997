// How many chats at a time somebody can be given. Pure.

/** Two by custom; who was given more by other means keeps them. */
export const mostChats = (held: number): number => Math.max(2, held);
