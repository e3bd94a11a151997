// Keeps one timer for a hidden page: a length in milliseconds sets it anew, a negative one takes it back.
let timer: ReturnType<typeof setTimeout> | undefined;

addEventListener("message", ({ data }: MessageEvent<number>) => {
  clearTimeout(timer);
  if (data >= 0) timer = setTimeout(() => postMessage(0), data);
});
