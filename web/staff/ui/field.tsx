// A labelled form field with its hint and its error, tied together for screen readers.

import type { ComponentChildren, InputHTMLAttributes, TargetedInputEvent, VNode } from "preact";
import { cloneElement } from "preact";
import { useId, useState } from "preact/hooks";
import { roomLeft } from "../../shared/length";
import { overWords, RoomLeft } from "./room";

interface Props {
  label: ComponentChildren;
  hint?: ComponentChildren;
  error?: string | undefined;
  /** Characters at most: what is too long is shown, and keeps a form from being sent. */
  most?: number;
  children: VNode<InputHTMLAttributes>;
}

type Written = TargetedInputEvent<HTMLInputElement>;

export function Field({ label, hint, error, most, children }: Props) {
  const id = useId();
  const { value, defaultValue, onInput } = children.props;
  const [typed, type] = useState(String(defaultValue ?? ""));
  const text = value === undefined ? typed : String(value);
  const described = [hint && `${id}-h`, error && `${id}-e`].filter(Boolean).join(" ");
  const control = {
    id,
    "aria-invalid": error ? true : undefined,
    "aria-describedby": described || undefined,
    ...(most && {
      onInput: (event: Written) => {
        const { currentTarget: field } = event;
        const left = roomLeft(field.value, most);
        field.setCustomValidity(left < 0 ? overWords(left) : "");
        type(field.value);
        onInput?.call(field as never, event);
      },
    }),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-h`}>
          {hint}
        </p>
      )}
      {cloneElement(children, control)}
      {most && <RoomLeft of={text} most={most} />}
      {error && (
        <p class="field-error" id={`${id}-e`}>
          {error}
        </p>
      )}
    </div>
  );
}

/** A checkbox or radio button with its words beside it. */
export function Tick({ label, ...input }: { label: ComponentChildren } & InputHTMLAttributes) {
  return (
    <label class="tick">
      <input {...input} />
      <span>{label}</span>
    </label>
  );
}

/** Several choices under one question. */
export function Choices({
  legend,
  hint,
  error,
  children,
}: {
  legend: ComponentChildren;
  hint?: ComponentChildren;
  error?: string | undefined;
  children: ComponentChildren;
}) {
  return (
    <fieldset class="field" aria-invalid={error ? true : undefined}>
      <legend>{legend}</legend>
      {hint && <p class="hint">{hint}</p>}
      <div class="choices">{children}</div>
      {error && <p class="field-error">{error}</p>}
    </fieldset>
  );
}
