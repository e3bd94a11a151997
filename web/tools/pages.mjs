// The pages: which words each can show, which of them a first look needs, and what stands in its first file.

/** The words each page can show, by what their keys begin with. */
export const PAGES = {
  widget: ["widget."],
  facts: ["facts.", "widget.exit", "widget.phone.112"],
  console: ["console.", "staff.", "code."],
  dashboard: ["dashboard.", "report.", "staff.", "code."],
  preview: ["widget.", "preview."],
  demo: ["demo."],
};
/** Those of a first look, where a page keeps the others apart. */
export const FIRST = {
  widget: [
    ...["title", "language", "phones", "facts.page", "minimise", "exit", "loading", "start", "ownwindow"],
    ...[
      "retry",
      "welcome",
      "open",
      "wait.",
      "phone.",
      "danger",
      "trouble.offline",
      "trouble.other",
      "trouble.here",
    ],
    ...["title", "noname", "noplace", "sealed", "gone", "free"].map((fact) => `facts.${fact}`),
  ].map((name) => `widget.${name}`),
};

/** What a first look needs stands in one file: many small ones weigh more. */
export const isFirst = (name) => (id) => LIBRARY.test(id) || (name === "widget" && FIRST_LOOK.test(id));
const LIBRARY =
  /node_modules\/(preact\/(dist|jsx-runtime)|@preact\/signals-core)|\/shared\/(i18n\/(index|rest|translate|languages)|ask|exit-shift|neutral|crypto\/can-seal|ui\/icon)\.tsx?$|preload-helper/;
const FIRST_LOOK =
  /\/widget\/(first-look|api|colours|exit|focus|host|parts|phones|storage|store|urgent|wait)\.tsx?$|\/widget\/view\/(app|bar|facts|loading|page|phones|trouble|welcome)\.tsx$/;

/** What is shown beside it where there is more to say than *open*: one file, for each behind another costs a round trip. */
export const isStanding = (name) => (id) => name === "widget" && STANDING.test(id);
const STANDING =
  /node_modules\/preact\/hooks|\/shared\/moment\.ts$|\/widget\/neighbour\.ts$|\/widget\/view\/(standing|neighbour|other-languages)\.tsx$/;
