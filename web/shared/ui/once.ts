// Two presses on a button are one where the second would be for whatever has come into its place since.

/** A keyboard's press counts as none of several. */
export const once =
  (act: () => unknown) =>
  ({ detail }: MouseEvent): void => {
    if (detail < 2) act();
  };
