"use strict";
(() => {
  const rows = [...document.querySelectorAll(".stories > li, table.stories > tbody > tr")];
  const form = document.querySelector(".filter");
  const box = document.getElementById("filter");
  const found = document.getElementById("found");
  // Case, accents and width do not matter, and each word may stand anywhere.
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = form ? rows.map((row) => fold(row.textContent)) : [];
  const whole = found?.textContent;
  const filter = () => {
    const words = fold(box.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, place) => {
      row.hidden = !words.every((word) => texts[place].includes(word));
      shown += row.hidden ? 0 : 1;
    });
    found.textContent = words.length ? `${shown} of ${rows.length}` : whole;
  };
  const visible = () => rows.filter((row) => !row.hidden);
  const here = () => document.activeElement?.closest(".stories > li");
  const go = (step) => {
    const listed = visible();
    const at = listed.indexOf(here());
    const next = listed[at < 0 ? (step > 0 ? 0 : -1) : at + step];
    if (!next) return;
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "start" });
  };
  const act = {
    j: () => go(1),
    k: () => go(-1),
    o: () => here()?.querySelector(".title a")?.click(),
    "/": () => box?.focus(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === box) {
      if (event.key !== "Escape") return;
      box.value = "";
      filter();
      box.blur();
    } else if (act[event.key]) {
      event.preventDefault();
      act[event.key]();
    }
  });
  document.querySelector(".keys").hidden = false;
  if (!form) return;
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  box.addEventListener("input", filter);
  if (box.value) filter(); // the browser went back to a filtered page
})();
