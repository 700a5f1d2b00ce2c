"use strict";
// A click on the head of a column sorts the rows of each group; a second one turns their order.
const number = (text) => {
  const found = text.replace(/\u2212/g, "-").replace(/,(?=\d{3})/g, "").match(/[-+]?\d+(\.\d+)?/);
  return found ? Number(found[0]) : null;
};
const language = document.documentElement.lang;
const compare = (one, other) => {
  const [a, b] = [number(one), number(other)];
  if (a !== null && b !== null && a !== b) return a - b;
  if ((a === null) !== (b === null)) return a === null ? -1 : 1;
  return one.localeCompare(other, language);
};
const words = (one, other) => one.localeCompare(other, language, { numeric: true });
for (const button of document.querySelectorAll("thead button")) {
  button.addEventListener("click", () => {
    const head = button.closest("th");
    const table = head.closest("table");
    const column = head.cellIndex;
    const up = head.getAttribute("aria-sort") === "descending";
    for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const order = column === 0 ? words : compare;
    for (const body of table.tBodies) {
      const rows = [...body.rows].filter((row) => !row.classList.contains("group"));
      const text = (row) => row.cells[column].textContent.trim();
      rows.sort((one, other) => (up ? 1 : -1) * order(text(one), text(other)));
      body.append(...rows);
    }
  });
}
