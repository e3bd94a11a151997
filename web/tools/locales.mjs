// Leaves in each page's locale files only the keys that page can show.
export function localesFor(prefixes) {
  return {
    name: "hearline-locales",
    enforce: "pre",
    transform(code, id) {
      if (!/\/locales\/[a-z]{2}\.json$/.test(id)) return null;
      const kept = Object.entries(JSON.parse(code)).filter(([key]) =>
        prefixes.some((p) => key.startsWith(p)),
      );
      return { code: JSON.stringify(Object.fromEntries(kept)), map: null };
    },
  };
}
