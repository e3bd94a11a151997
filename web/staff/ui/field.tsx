// A labelled form field with its hint and its error, tied together for screen readers.

import type { ComponentChildren, InputHTMLAttributes, VNode } from "preact";
import { cloneElement } from "preact";
import { useId } from "preact/hooks";

interface Props {
  label: ComponentChildren;
  hint?: ComponentChildren;
  error?: string | undefined;
  children: VNode<InputHTMLAttributes>;
}

export function Field({ label, hint, error, children }: Props) {
  const id = useId();
  const described = [hint && `${id}-h`, error && `${id}-e`].filter(Boolean).join(" ");
  const control = {
    id,
    "aria-invalid": error ? true : undefined,
    "aria-describedby": described || undefined,
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
