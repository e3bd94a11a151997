export function writeShells(
  folder: string,
  all: readonly string[] | undefined,
  first?: readonly string[],
): Promise<void>;
