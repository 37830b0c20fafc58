"use strict";
(() => {
  const rows = [...document.querySelectorAll(".stories > li, table.stories > tbody > tr")];
  const groups = [...document.querySelectorAll(".group")];
  const form = document.querySelector(".filter");
  const box = document.getElementById("filter");
  const chips = [...document.querySelectorAll(".chips button")];
  const found = document.getElementById("found");
  // Case, accents and width do not matter, and each word may stand anywhere.
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = form ? rows.map((row) => fold(`${row.textContent} ${row.dataset.words ?? ""}`)) : [];
  const whole = found?.textContent;
  const asked = () => fold(box.value).split(/\s+/).filter(Boolean);
  const filter = () => {
    const words = asked();
    let shown = 0;
    rows.forEach((row, place) => {
      row.hidden = !words.every((word) => texts[place].includes(word));
      shown += row.hidden ? 0 : 1;
    });
    for (const group of groups) group.hidden = !group.querySelector("li:not([hidden])");
    for (const chip of chips) chip.ariaPressed = words.includes(chip.value);
    found.textContent = words.length ? `${shown} of ${rows.length}` : whole;
  };
  // A button writes its word into the filter, or takes it out: what is asked stands in one place.
  const toggle = (word) => {
    const words = asked();
    const others = words.filter((one) => one !== word);
    box.value = (others.length < words.length ? others : [...words, word]).join(" ");
    filter();
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
  for (const chip of chips) chip.addEventListener("click", () => toggle(chip.value));
  if (box.value) filter(); // the browser went back to a filtered page
})();
