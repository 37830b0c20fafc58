"use strict";
(() => {
  const stories = [...document.querySelectorAll("main article")];
  const keys = document.getElementById("keys");
  const hint = document.getElementById("hint");
  let at = -1;
  const go = (to) => {
    if (to < 0 || to >= stories.length) return;
    at = to;
    stories[at].focus({ preventScroll: true });
    stories[at].scrollIntoView({ block: "start" });
  };
  // Whoever came to a story by other means goes on from there.
  const here = () => {
    const found = stories.indexOf(document.activeElement?.closest("main article"));
    return found < 0 ? at : found;
  };
  const show = () => (keys.open ? keys.close() : keys.showModal());
  const act = {
    j: () => go(here() + 1),
    k: () => go(here() - 1),
    o: () => stories[here()]?.querySelector("h3 a")?.click(),
    "?": show,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !act[event.key]) return;
    if (keys.open && event.key !== "?") return;
    event.preventDefault();
    act[event.key]();
  });
  hint.hidden = false;
  hint.addEventListener("click", show);
})();
