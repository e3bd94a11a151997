// The forum page: what young people wrote, and beside it the way to talk with somebody.
import { MessageCircle, MessagesSquare } from "lucide";
import type { JSX } from "preact";
import { LANGUAGE_NAMES, lang, t } from "../shared/i18n";
import { Icon } from "../shared/ui/icon";

const POSTS = [
  { id: "photo", by: "zomerkat", colour: "a", replies: 12 },
  { id: "group", by: "Nils_07", colour: "b", replies: 31 },
  { id: "hacked", by: "pixelpuck", colour: "c", replies: 5 },
  { id: "night", by: "luna.m", colour: "d", replies: 18 },
] as const;
type Post = (typeof POSTS)[number];

interface Widget {
  open(): void;
}

function openChat(): void {
  (window as { Hearline?: Widget }).Hearline?.open();
}

function Row({ post }: { post: Post }): JSX.Element {
  return (
    <li class="post">
      <span class={`face ${post.colour}`} aria-hidden="true">
        {post.by.slice(0, 1).toUpperCase()}
      </span>
      <div>
        <h3>{t(`demo.post.${post.id}.title`)}</h3>
        <p>{t(`demo.post.${post.id}.text`)}</p>
        <p class="small muted meta">
          <span>{post.by}</span>
          <span>
            <Icon node={MessageCircle} size={15} /> {t("demo.replies", { count: post.replies })}
          </span>
        </p>
      </div>
    </li>
  );
}

function Head(): JSX.Element {
  return (
    <header class="head">
      <div class="wide">
        <strong class="logo">
          <Icon node={MessagesSquare} size={24} /> {t("demo.name")}
        </strong>
        <nav aria-label={t("demo.languages")}>
          {(["nl", "fr"] as const).map((code) => (
            <a
              key={code}
              href={`?lang=${code}`}
              lang={code}
              aria-current={lang.value === code ? "page" : undefined}
            >
              {LANGUAGE_NAMES[code]}
            </a>
          ))}
        </nav>
      </div>
    </header>
  );
}

function Aside(): JSX.Element {
  return (
    <aside class="stack">
      <section class="talk stack">
        <h2>{t("demo.talk.title")}</h2>
        <p>{t("demo.talk.text")}</p>
        <button type="button" class="btn primary" onClick={openChat}>
          {t("demo.talk.button")}
        </button>
      </section>
      <section class="card stack">
        <h2>{t("demo.rules.title")}</h2>
        <ul class="rules">
          {([1, 2, 3] as const).map((rule) => (
            <li key={rule}>{t(`demo.rules.${rule}`)}</li>
          ))}
        </ul>
      </section>
    </aside>
  );
}

export function Forum(): JSX.Element {
  return (
    <>
      <Head />
      <div class="wide columns">
        <main class="stack">
          <h1>{t("demo.title")}</h1>
          <p class="muted">{t("demo.lead")}</p>
          <ul class="posts">
            {POSTS.map((post) => (
              <Row key={post.id} post={post} />
            ))}
          </ul>
        </main>
        <Aside />
      </div>
      <footer class="wide small muted">{t("demo.foot")}</footer>
    </>
  );
}
