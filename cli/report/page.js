"use strict";
document.documentElement.classList.add("has-script");
const form = document.querySelector("#filter");
const rows = [...document.querySelectorAll("[data-dc]")].map((row) => ({
  row,
  details: document.getElementById(row.querySelector("a").hash.slice(1)),
}));
const shown = document.querySelector("#shown");

function filter() {
  const words = form.elements.search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const outcome = form.elements.outcome.value;
  const site = form.elements.site.value;
  let count = 0;
  for (const { row, details } of rows) {
    const fits =
      words.every((word) => row.dataset.dc.includes(word)) &&
      (outcome === "" || row.dataset.outcome === outcome) &&
      (site === "" || row.dataset.site === site);
    row.hidden = !fits;
    details.hidden = !fits;
    if (fits) count += 1;
  }
  shown.textContent = `${count} of ${shown.dataset.all} shown`;
}

function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) {
    target.hidden = false;
    target.open = true;
    target.scrollIntoView();
  }
}

if (form) {
  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  filter();
}
addEventListener("hashchange", openTarget);
openTarget();

let openedForPrint = [];
addEventListener("beforeprint", () => {
  openedForPrint = [...document.querySelectorAll("details:not([open])")];
  for (const one of openedForPrint) one.open = true;
});
addEventListener("afterprint", () => {
  for (const one of openedForPrint) one.open = false;
});
