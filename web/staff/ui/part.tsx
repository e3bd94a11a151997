// A page's part that comes when it is needed: words while it comes, and a way on when it does not.
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../../shared/i18n";
import { Again } from "./guard";

/** The component, fetched when it is first shown; only a fresh page asks again for one that did not come. */
export function part(come: () => Promise<ComponentType>): ComponentType {
  let here: ComponentType | null = null;
  return function Part() {
    const state = useSignal<"coming" | "here" | "missing">(here ? "here" : "coming");
    useEffect(() => {
      if (here) return;
      come().then(
        (view) => {
          here = view;
          state.value = "here";
        },
        () => {
          state.value = "missing";
        },
      );
    }, []);
    if (state.value === "missing") return <Again words={t("staff.error.offline")} />;
    const Here = here;
    return Here ? <Here /> : <p class="loading">{t("staff.loading")}</p>;
  };
}
