// How the button and the frame look on the host page; nothing here leans on the page's own styles.
export const CSS = `
:host{all:initial}
button{position:fixed;inset:auto max(16px,env(safe-area-inset-right)) max(16px,env(safe-area-inset-bottom)) auto;z-index:2147483646;
min-height:52px;padding:12px 22px;font:650 17px/1.25 system-ui,sans-serif;color:#fff;background:#0b6672;border:2px solid #fff;border-radius:99px;
box-shadow:0 6px 24px #0004;cursor:pointer}
button:hover{background:#084d57}
button:focus-visible{outline:3px solid #1a4fd6;outline-offset:3px}
iframe{position:fixed;inset:auto 16px 16px auto;z-index:2147483647;width:min(420px,100vw - 32px);height:min(720px,100dvh - 32px);
border:0;border-radius:18px;box-shadow:0 12px 48px #0006;background:#f6f4ef;visibility:hidden}
:host([open]) iframe{visibility:visible}
:host([open]) button{visibility:hidden}
@media(max-width:560px),(max-height:520px){iframe{inset:0;width:100vw;height:100dvh;border-radius:0}}
@media(prefers-color-scheme:dark){iframe{background:#10191b}}
`;
