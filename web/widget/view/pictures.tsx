// Small pictures, drawn here: what a chat can be about, and faces from very bad to very good.
import type { JSX } from "preact";
import type { Topic } from "../../shared/codes";

const PICTURES: Record<Topic, string> = {
  danger_now: "M12 3 2 20h20ZM12 9v5M12 17v.5",
  sexual_coercion_extortion: "M3 5h13v14H3ZM3 16l4-4 4 4 2-2 3 3M20 6v7M20 17v.5",
  sexting: "M3 9h10v11H3ZM7 6V4h10v11h-1M19 8l3 3-3 3",
  cyberbullying: "M4 4h16v12H11l-5 4v-4H4ZM13 6l-3 4h4l-3 4",
  grooming: "M9 5a3 3 0 1 0 .1 0ZM3 20c0-4 3-6 6-6s6 2 6 6M17 7c0-3 4-3 4 0 0 1.5-2 1.5-2 3M19 13v.5",
  sexual_harassment: "M4 4h16v12H11l-5 4v-4H4ZM9.5 7.500l5 5M14.5 7.500l-5 5",
  love_relationships_sexuality: "M12 20 4 12a4.7 4.7 0 0 1 8-5 4.7 4.7 0 0 1 8 5Z",
  potentially_harmful_content: "M2 12s4-6 10-6 10 6 10 6-4 6-10 6S2 12 2 12ZM12 9a3 3 0 1 0 .1 0Z",
  hate_speech: "M4 10v4h3l9 5V5l-9 5ZM19 9c2 1.5 2 4.5 0 6M8 14v5h3v-3",
  privacy_abuse: "M3 5h18v14H3ZM8 8a2 2 0 1 0 .1 0ZM5 16c0-3 6-3 6 0M14 10h4M14 14h4",
  e_crime: "M5 11h14v9H5ZM8 11V7a4 4 0 0 1 8-1M12 14v3",
  gaming:
    "M7 8h10c4 0 5 5 4 8-1 2-3 1-4-1l-1-1H8l-1 1c-1 2-3 3-4 1-1-3 0-8 4-8ZM8 10v3M6.5 11.500h3M15 11h.5M17 12.500h.5",
  self_harm: "M4 14 14 4a4.2 4.2 0 0 1 6 6L10 20a4.2 4.2 0 0 1-6-6ZM8.5 9.500l6 6M11.5 12h.5",
  suicide: "M7 15a4 4 0 0 1 0-8 5 5 0 0 1 10-1 4.5 4.5 0 0 1 0 9ZM8 18v3M12 18v3M16 18v3",
  other: "M4 4h16v12H11l-5 4v-4H4ZM8 10h.5M12 10h.5M16 10h.5",
};

/** How the mouth stands, from very bad to very good. */
const MOUTHS = [
  "M7.5 17.500c2-4 7-4 9 0",
  "M8 16.500c2-2 6-2 8 0",
  "M8 15.500h8",
  "M8 14.500c2 2 6 2 8 0",
  "M7 13.500c1.5 5 8.5 5 10 0Z",
];
const HEAD = "M12 2a10 10 0 1 0 .1 0ZM8.5 9v.5M15.5 9v.5";

const Picture = ({ of }: { of: string }): JSX.Element => (
  <svg class="picture" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={of} />
  </svg>
);

export const TopicPicture = ({ topic }: { topic: Topic }): JSX.Element => <Picture of={PICTURES[topic]} />;
export const Face = ({ at }: { at: number }): JSX.Element => <Picture of={HEAD + (MOUTHS[at] ?? "")} />;
