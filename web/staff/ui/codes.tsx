// Several codes of a list, each ticked or not.
import { Choices, Tick } from "./field";

interface Props {
  legend: string;
  all: readonly string[];
  held: { value: readonly string[] };
  name: (code: string) => string;
}

export const Codes = ({ legend, all, held, name }: Props) => (
  <Choices legend={legend}>
    {all.map((code) => (
      <Tick
        key={code}
        type="checkbox"
        checked={held.value.includes(code)}
        onChange={(event) => {
          const without = held.value.filter((one) => one !== code);
          held.value = event.currentTarget.checked ? [...without, code] : without;
        }}
        label={name(code)}
      />
    ))}
  </Choices>
);
