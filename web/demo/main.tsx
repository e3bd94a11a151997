// A youth forum as a helpline might have it, with the chat included the way any page includes it.
import { render } from "preact";
import { lang, pickLanguage, setLanguage, t } from "../shared/i18n";
import "../shared/base.css";
import { trustedScript } from "../shared/ui/trusted";
import "./demo.css";
import { Forum } from "./forum";

const wished = new URLSearchParams(location.search).get("lang");
const root = document.getElementById("app");

/** `<script src="https://chat.example.be/embed.js" data-desk="main" data-lang="nl" async></script>` */
function includeChat(): void {
  const script = document.createElement("script");
  script.src = trustedScript("/embed.js");
  script.dataset.desk = "main";
  script.dataset.lang = lang.value;
  script.async = true;
  document.body.append(script);
}

await setLanguage(pickLanguage([wished, ...navigator.languages]));
document.title = t("demo.name");
if (root) render(<Forum />, root);
includeChat();
