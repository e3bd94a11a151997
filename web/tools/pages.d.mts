export const PAGES: Readonly<Record<string, readonly string[]>>;
export const FIRST: Readonly<{ widget: readonly string[] }>;
export function isFirst(name: string): (id: string) => boolean;
