// Which screen somebody sees before a page's own: waiting to know them, signing in, setting up what their account lacks.
import type { ComponentChildren } from "preact";
import { t } from "../shared/i18n";
import { Account } from "./account/account";
import { desk, me, signOut } from "./session";
import { SignIn } from "./sign-in";
import { Guard } from "./ui/guard";
import { Toasts } from "./ui/toasts";

interface Props {
  /** Where they are, above the sign-in. */
  place: string;
  children: () => ComponentChildren;
}

export const Gate = ({ place, children }: Props) => (
  <>
    <Guard>
      <Screen place={place}>{children}</Screen>
    </Guard>
    <Toasts />
  </>
);

function Screen({ place, children }: Props) {
  if (me.value === undefined) return <p class="loading">{t("staff.loading")}</p>;
  if (me.value === null) return <SignIn place={place} />;
  if (me.value.enrol) return <Account />;
  if (!desk.value) return <NoDesk place={place} />;
  return <>{children()}</>;
}

const NoDesk = ({ place }: { place: string }) => (
  <main class="card-page">
    <div class="card stack">
      <h1>{place}</h1>
      <p>{t("staff.no_desk")}</p>
      <button type="button" class="btn block" onClick={signOut}>
        {t("staff.signout")}
      </button>
    </div>
  </main>
);
