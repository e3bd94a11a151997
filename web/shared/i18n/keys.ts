// Which words there are: the keys of the catalogues as types, so that a code without words does not compile.
import type nl from "../../../locales/nl.json";

type Entry = keyof typeof nl & string;

/** An entry as it is asked for: `x_one` and `x_other` are both `x`. */
type Asked<E extends Entry> = E extends `${infer Base}_one`
  ? `${Base}_other` extends Entry
    ? never
    : E
  : E extends `${infer Base}_other`
    ? `${Base}_one` extends Entry
      ? Base
      : E
    : E;

export type Key = Asked<Entry>;

type Above<K extends string> = K extends `${infer Head}.${infer Tail}`
  ? Head | `${Head}.${Above<Tail>}`
  : never;

/** What keys begin with: `code.topic` of `code.topic.gaming`. */
export type Prefix = Above<Key>;

/** The codes that have words below a prefix. */
export type Worded<P extends string, K extends Key = Key> = K extends `${P}.${infer Code}` ? Code : never;
