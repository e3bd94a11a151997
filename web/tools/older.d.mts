export function lacking(text: string, kind: "js" | "css"): string[];
